import json
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, DatabricksError, NotFound
from databricks.sdk.service import compute, iam


class Permissions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()
        cls.me = cls.w.current_user.me().user_name
        cls.w.groups_v2.create(display_name="team")
        cls.cluster = cls.w.clusters.create("15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1).cluster_id

    @staticmethod
    def direct(acl):
        """Who was granted what on the object itself."""
        return {
            (entry.user_name or entry.group_name or entry.service_principal_name, permission.permission_level.value)
            for entry in acl
            for permission in entry.all_permissions
            if not permission.inherited
        }

    def test_a_cluster(self):
        found = self.w.clusters.get_permissions(self.cluster)
        self.assertEqual((f"/clusters/{self.cluster}", "cluster"), (found.object_id, found.object_type))
        self.assertEqual({(self.me, "CAN_MANAGE")}, self.direct(found.access_control_list))
        self.assertIn("admins", [each.group_name for each in found.access_control_list])
        levels = self.w.clusters.get_permission_levels(self.cluster).permission_levels
        self.assertEqual({"CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"}, {each.permission_level.value for each in levels})
        updated = self.w.clusters.update_permissions(
            self.cluster,
            access_control_list=[
                compute.ClusterAccessControlRequest(group_name="team", permission_level=compute.ClusterPermissionLevel.CAN_RESTART)
            ],
        )
        self.assertIn(("team", "CAN_RESTART"), self.direct(updated.access_control_list))
        replaced = self.w.permissions.set(
            "clusters",
            self.cluster,
            access_control_list=[iam.AccessControlRequest(group_name="users", permission_level=iam.PermissionLevel.CAN_ATTACH_TO)],
        )
        self.assertIn(("users", "CAN_ATTACH_TO"), self.direct(replaced.access_control_list))
        self.assertNotIn(("team", "CAN_RESTART"), self.direct(replaced.access_control_list))
        self.assertEqual(
            self.direct(replaced.access_control_list),
            self.direct(self.w.permissions.get("clusters", self.cluster).access_control_list),
        )

    def check_kind(self, kind, object_id, object_type, level):
        request = iam.AccessControlRequest(group_name="team", permission_level=iam.PermissionLevel(level))
        found = self.w.permissions.update(kind, object_id, access_control_list=[request])
        self.assertEqual((f"/{kind}/{object_id}", object_type), (found.object_id, found.object_type))
        self.assertIn(("team", level), self.direct(found.access_control_list))
        levels = self.w.permissions.get_permission_levels(kind, object_id).permission_levels
        self.assertIn(level, [each.permission_level.value for each in levels])

    def test_an_instance_pool(self):
        pool_id = self.w.instance_pools.create("pool", "i3.xlarge").instance_pool_id
        self.check_kind("instance-pools", pool_id, "instance-pool", "CAN_ATTACH_TO")

    def test_a_cluster_policy(self):
        policy_id = self.w.cluster_policies.create(name="policy", definition=json.dumps({})).policy_id
        self.check_kind("cluster-policies", policy_id, "cluster-policy", "CAN_USE")

    def test_a_job(self):
        job_id = self.w.jobs.create(name="job").job_id
        self.check_kind("jobs", str(job_id), "job", "CAN_MANAGE_RUN")
        with self.assertRaises(BadRequest):
            self.w.permissions.set(
                "jobs",
                str(job_id),
                access_control_list=[
                    iam.AccessControlRequest(user_name=self.me, permission_level=iam.PermissionLevel.IS_OWNER),
                    iam.AccessControlRequest(group_name="team", permission_level=iam.PermissionLevel.IS_OWNER),
                ],
            )

    def test_a_directory(self):
        self.w.workspace.mkdirs("/Shared/permissions")
        object_id = self.w.workspace.get_status("/Shared/permissions").object_id
        self.check_kind("directories", str(object_id), "directory", "CAN_READ")

    def test_tokens(self):
        self.check_kind("authorization", "tokens", "tokens", "CAN_USE")

    def test_errors(self):
        with self.assertRaises(NotFound):
            self.w.permissions.get("clusters", "none")
        with self.assertRaises(DatabricksError):
            self.w.permissions.update(
                "clusters",
                self.cluster,
                access_control_list=[iam.AccessControlRequest(user_name="nobody@example.com", permission_level=iam.PermissionLevel.CAN_MANAGE)],
            )
        with self.assertRaises(BadRequest):
            self.w.permissions.update(
                "clusters",
                self.cluster,
                access_control_list=[iam.AccessControlRequest(group_name="team", permission_level=iam.PermissionLevel.CAN_RUN)],
            )
