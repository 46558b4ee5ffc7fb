import json

from harness.legacy import LegacyCase


class Clusters(LegacyCase):
    def test_a_life(self):
        cluster_id = self.create_cluster(cluster_name="life")
        self.until_cluster_is("RUNNING", cluster_id)
        self.assertIn([cluster_id, "life", "RUNNING"], self.rows("clusters", "list"))
        self.run_cli("clusters", "resize", "--cluster-id", cluster_id, "--num-workers", 3)
        self.until_cluster_is("RUNNING", cluster_id)
        self.assertEqual(3, len(self.json("clusters", "get", "--cluster-name", "life")["executors"]))
        spec = {"cluster_id": cluster_id, "cluster_name": "edited", "spark_version": "14.3.x-scala2.12"}
        spec |= {"node_type_id": "m5.large", "autoscale": {"min_workers": 1, "max_workers": 2}}
        self.run_cli("clusters", "edit", "--json-file", self.write("edit.json", json.dumps(spec)))
        self.until_cluster_is("RUNNING", cluster_id)
        self.run_cli("clusters", "restart", "--cluster-id", cluster_id)
        self.until_cluster_is("RUNNING", cluster_id)
        self.run_cli("clusters", "delete", "--cluster-id", cluster_id)
        self.until_cluster_is("TERMINATED", cluster_id)
        self.run_cli("clusters", "start", "--cluster-id", cluster_id)
        self.until_cluster_is("RUNNING", cluster_id)
        events = self.json("clusters", "events", "--cluster-id", cluster_id, "--order", "ASC", "--limit", 3, "--output", "JSON")
        self.assertEqual(["CREATING", "RUNNING", "DRIVER_HEALTHY"], [event["type"] for event in events["events"]])
        self.assertIn("EDITED", self.run_cli("clusters", "events", "--cluster-id", cluster_id))
        second = self.json("clusters", "events", "--cluster-id", cluster_id, "--order", "ASC", "--offset", 1, "--limit", 2, "--output", "JSON")
        self.assertEqual(["RUNNING", "DRIVER_HEALTHY"], [event["type"] for event in second["events"]])
        self.assertEqual(3, second["next_page"]["offset"])
        self.run_cli("clusters", "permanent-delete", "--cluster-id", cluster_id)
        self.fails(f"Cluster {cluster_id} does not exist", "clusters", "get", "--cluster-id", cluster_id)

    def test_the_empty_list(self):
        self.assertEqual("", self.run_cli("clusters", "list").strip())
        self.assertEqual({}, self.json("clusters", "list", "--output", "JSON"))

    def test_choices(self):
        versions = self.json("clusters", "spark-versions")["versions"]
        self.assertIn("15.4.x-scala2.12", [version["key"] for version in versions])
        nodes = self.json("clusters", "list-node-types")["node_types"]
        self.assertIn("Standard_DS3_v2", [node["node_type_id"] for node in nodes])
        self.assertIn("default_zone", self.json("clusters", "list-zones"))

    def test_errors(self):
        self.fails("INVALID_PARAMETER_VALUE", "clusters", "get", "--cluster-id", "nope")
        self.fails("Missing required field: spark_version", "clusters", "create", "--json", "{}")
        self.fails("Invalid spark version 1.0.", "clusters", "create", "--json", '{"spark_version": "1.0", "num_workers": 1}')
        cluster_id = self.create_cluster(cluster_name="error")
        self.fails(f"Cluster {cluster_id} is in unexpected state", "clusters", "start", "--cluster-id", cluster_id)
        self.run_cli("clusters", "permanent-delete", "--cluster-id", cluster_id)
