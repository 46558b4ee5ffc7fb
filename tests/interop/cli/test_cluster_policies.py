import json

from harness.legacy import LegacyCase


class ClusterPolicies(LegacyCase):
    def test_a_life(self):
        definition = json.dumps({"num_workers": {"type": "range", "maxValue": 2}})
        policy = {"name": "life", "definition": definition}
        policy_id = self.json("cluster-policies", "create", "--json", json.dumps(policy))["policy_id"]
        self.assertEqual(definition, self.json("cluster-policies", "get", "--policy-id", policy_id)["definition"])
        self.assertIn("life", self.run_cli("cluster-policies", "list"))
        spec = {"spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 3, "policy_id": policy_id}
        self.fails("Validation failed for num_workers, the value must be", "clusters", "create", "--json", json.dumps(spec))
        cluster_id = self.create_cluster(policy_id=policy_id, num_workers=2)
        self.run_cli("clusters", "permanent-delete", "--cluster-id", cluster_id)
        policy |= {"policy_id": policy_id, "name": "renamed"}
        self.run_cli("cluster-policies", "edit", "--json-file", self.write("policy.json", json.dumps(policy)))
        listed = self.json("cluster-policies", "list", "--output", "JSON")
        self.assertIn("renamed", [each["name"] for each in listed["policies"]])
        self.run_cli("cluster-policies", "delete", "--policy-id", policy_id)
        self.fails("Can't find a cluster policy with id", "cluster-policies", "get", "--policy-id", policy_id)

    def test_errors(self):
        self.fails("Missing required field: name", "cluster-policies", "create", "--json", "{}")
        self.fails("not valid JSON", "cluster-policies", "create", "--json", '{"name": "p", "definition": "{"}')
        self.fails("RESOURCE_DOES_NOT_EXIST", "cluster-policies", "delete", "--policy-id", "nope")
