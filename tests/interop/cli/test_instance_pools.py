import json

from harness.legacy import LegacyCase


class InstancePools(LegacyCase):
    def test_a_life(self):
        self.assertEqual({}, self.json("instance-pools", "list", "--output", "JSON"))
        spec = {"instance_pool_name": "pool", "node_type_id": "i3.xlarge", "min_idle_instances": 2, "max_capacity": 5}
        pool_id = self.json("instance-pools", "create", "--json", json.dumps(spec))["instance_pool_id"]
        pool = self.json("instance-pools", "get", "--instance-pool-id", pool_id)
        self.assertEqual(spec, {key: pool[key] for key in spec})
        self.assertIn(pool_id, self.run_cli("instance-pools", "list"))
        spec |= {"instance_pool_id": pool_id, "instance_pool_name": "renamed"}
        self.run_cli("instance-pools", "edit", "--json-file", self.write("pool.json", json.dumps(spec)))
        listed = self.json("instance-pools", "list", "--output", "JSON")["instance_pools"]
        self.assertEqual(["renamed"], [each["instance_pool_name"] for each in listed])
        cluster_id = self.create_cluster(node_type_id=None, instance_pool_id=pool_id)
        self.assertEqual("i3.xlarge", self.json("clusters", "get", "--cluster-id", cluster_id)["node_type_id"])
        self.run_cli("clusters", "permanent-delete", "--cluster-id", cluster_id)
        self.run_cli("instance-pools", "delete", "--instance-pool-id", pool_id)
        self.fails("Can't find an instance pool with id", "instance-pools", "get", "--instance-pool-id", pool_id)

    def test_errors(self):
        spec = json.dumps({"instance_pool_name": "p", "node_type_id": "nope"})
        self.fails("Node type nope is not supported", "instance-pools", "create", "--json", spec)
        self.fails("Missing required field: instance_pool_name", "instance-pools", "create", "--json", "{}")
        self.fails("RESOURCE_DOES_NOT_EXIST", "instance-pools", "delete", "--instance-pool-id", "nope")
