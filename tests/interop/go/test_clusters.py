import json

from harness.go_cli import GoCase


class Clusters(GoCase):
    def test_a_life(self):
        created = self.json("clusters", "create", "15.4.x-scala2.12", "--cluster-name", "life", "--node-type-id", "i3.xlarge", "--num-workers", 1)
        self.assertEqual("RUNNING", created["state"])
        cluster_id = created["cluster_id"]
        self.assertIn([cluster_id, "life", "RUNNING"], [[cell.strip() for cell in row] for row in self.rows("clusters", "list")])
        self.run_cli("clusters", "resize", cluster_id, "--num-workers", 3)
        change = {"cluster_id": cluster_id, "update_mask": "num_workers", "cluster": {"num_workers": 2}}
        self.run_cli("clusters", "update", "--json", json.dumps(change))
        self.assertEqual(2, self.json("clusters", "get", cluster_id)["num_workers"])
        self.assertIn("CREATING", [event["type"] for event in self.json("clusters", "events", cluster_id)])
        self.run_cli("clusters", "delete", cluster_id)
        self.assertEqual("TERMINATED", self.json("clusters", "get", cluster_id)["state"])
        self.run_cli("clusters", "start", cluster_id)
        self.run_cli("clusters", "permanent-delete", cluster_id)
        self.fails(f"Cluster {cluster_id} does not exist", "clusters", "get", cluster_id)

    def test_more_than_a_page(self):
        for number in range(25):
            self.run_cli("clusters", "create", "15.4.x-scala2.12", "--cluster-name", f"c{number}", "--node-type-id", "i3.xlarge", "--num-workers", 1, "--no-wait")
        names = {cluster["cluster_name"] for cluster in self.json("clusters", "list", "--page-size", 10)}
        self.assertLessEqual({f"c{number}" for number in range(25)}, names)

    def test_errors(self):
        self.fails("Invalid spark version 1.0", "clusters", "create", "1.0", "--num-workers", 1, "--node-type-id", "i3.xlarge")
        self.fails("Cluster nope does not exist", "clusters", "start", "nope")
