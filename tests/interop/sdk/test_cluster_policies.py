import json
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound
from databricks.sdk.service import compute

RUNTIME = "15.4.x-scala2.12"
DEFINITION = {
    "node_type_id": {"type": "allowlist", "values": ["i3.xlarge", "m5.large"], "defaultValue": "i3.xlarge"},
    "autotermination_minutes": {"type": "fixed", "value": 30, "hidden": True},
    "num_workers": {"type": "range", "maxValue": 4},
    "custom_tags.team": {"type": "unlimited"},
}


class ClusterPolicies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def test_a_life(self):
        policies = self.w.cluster_policies
        policy_id = policies.create(name="life", definition=json.dumps(DEFINITION), description="d").policy_id
        policy = policies.get(policy_id)
        self.assertEqual(DEFINITION, json.loads(policy.definition))
        self.assertFalse(policy.is_default)
        self.assertEqual(self.w.current_user.me().user_name, policy.creator_user_name)
        policies.edit(policy_id, name="renamed", definition="{}", max_clusters_per_user=5)
        self.assertEqual(("renamed", 5), (policies.get(policy_id).name, policies.get(policy_id).max_clusters_per_user))
        names = [each.name for each in policies.list(sort_column=compute.ListSortColumn.POLICY_NAME, sort_order=compute.ListSortOrder.ASC)]
        self.assertEqual(sorted(names), names)
        self.assertIn("renamed", names)
        policies.delete(policy_id)
        with self.assertRaises(NotFound):
            policies.get(policy_id)

    def test_a_cluster_keeps_to_its_policy(self):
        policy_id = self.w.cluster_policies.create(name="kept", definition=json.dumps(DEFINITION)).policy_id
        with self.assertRaises(InvalidParameterValue) as broken:
            self.w.clusters.create(RUNTIME, policy_id=policy_id, node_type_id="i3.2xlarge", num_workers=5)
        for clause in (
            "Validation failed for node_type_id,",
            "Validation failed for num_workers,",
            "Validation failed for custom_tags.team, must be present",
        ):
            self.assertIn(clause, str(broken.exception))
        cluster_id = self.w.clusters.create(
            RUNTIME, policy_id=policy_id, apply_policy_default_values=True, num_workers=2, custom_tags={"team": "x"}
        ).cluster_id
        cluster = self.w.clusters.get(cluster_id)
        self.assertEqual(("i3.xlarge", 30), (cluster.node_type_id, cluster.autotermination_minutes))
        self.assertTrue(self.w.policy_compliance_for_clusters.get_compliance(cluster_id).is_compliant)
        self.w.cluster_policies.edit(policy_id, name="kept", definition='{"num_workers": {"type": "fixed", "value": 1}}')
        compliance = list(self.w.policy_compliance_for_clusters.list_compliance(policy_id))
        self.assertEqual([(cluster_id, False)], [(each.cluster_id, each.is_compliant) for each in compliance])
        self.w.clusters.permanent_delete(cluster_id)
        self.w.cluster_policies.delete(policy_id)

    def test_families(self):
        families = {family.policy_family_id: family for family in self.w.policy_families.list(max_results=2)}
        self.assertLessEqual({"personal-vm", "power-user", "shared-compute", "job-cluster"}, set(families))
        self.assertEqual(families["personal-vm"], self.w.policy_families.get("personal-vm"))
        overrides = json.dumps({"autotermination_minutes": {"type": "fixed", "value": 20}})
        policy_id = self.w.cluster_policies.create(
            name="mine", policy_family_id="personal-vm", policy_family_definition_overrides=overrides
        ).policy_id
        definition = json.loads(self.w.cluster_policies.get(policy_id).definition)
        self.assertEqual(20, definition["autotermination_minutes"]["value"])
        self.assertIn("cluster_type", definition)

    def test_errors(self):
        policies = self.w.cluster_policies
        policies.create(name="taken", definition="{}")
        for name, arguments in {
            "taken": {"name": "taken", "definition": "{}"},
            "nameless": {"definition": "{}"},
            "no JSON": {"name": "n", "definition": "{"},
            "no family": {"name": "n", "policy_family_id": "nope"},
        }.items():
            with self.subTest(name), self.assertRaises(InvalidParameterValue):
                policies.create(**arguments)
        with self.assertRaises(NotFound):
            policies.delete("0123456789ABCDEF")
        default = next(each for each in policies.list() if each.is_default)
        with self.assertRaises(InvalidParameterValue):
            policies.delete(default.policy_id)
        with self.assertRaises(InvalidParameterValue):
            self.w.clusters.create(RUNTIME, policy_id="0123456789ABCDEF", node_type_id="i3.xlarge", num_workers=1)
