import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import AlreadyExists, NotFound, ResourceConflict
from databricks.sdk.service import iam


class Scim(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def patch(self, operation, path=None, value=None):
        return {"operations": [iam.Patch(op=operation, path=path, value=value)], "schemas": [iam.PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP]}

    def test_users(self):
        users = self.w.users_v2
        user = users.create(user_name="ann@example.com", display_name="Ann", name=iam.Name(given_name="Ann", family_name="Lee"))
        self.assertEqual(("ann@example.com", True), (user.user_name, user.active))
        self.assertEqual("Lee", users.get(user.id).name.family_name)
        self.assertEqual([user.id], [each.id for each in users.list(filter='userName eq "ann@example.com"')])
        users.patch(user.id, **self.patch(iam.PatchOp.REPLACE, "displayName", "Anna"))
        self.assertEqual("Anna", users.get(user.id).display_name)
        users.update(user.id, user_name="ann@example.com", display_name="Ann L", active=False)
        self.assertFalse(users.get(user.id).active)
        with self.assertRaises((ResourceConflict, AlreadyExists)):
            users.create(user_name="ann@example.com")
        users.delete(user.id)
        with self.assertRaises(NotFound):
            users.get(user.id)

    def test_lists_turn_pages(self):
        made = [self.w.users_v2.create(user_name=f"page{i}@example.com").id for i in range(5)]
        query = {"filter": 'userName sw "page"', "startIndex": 1, "count": 2}
        first = self.w.api_client.do("GET", "/api/2.0/preview/scim/v2/Users", query=query)
        self.assertEqual((5, 2), (first["totalResults"], len(first["Resources"])))
        self.assertEqual(made, [each.id for each in self.w.users_v2.list(filter='userName sw "page"', count=2, sort_by="id")])
        self.assertEqual(["page0@example.com"], [
            each.user_name for each in self.w.users_v2.list(filter='userName eq "page0@example.com"', attributes="id,userName")
        ])
        for each in made:
            self.w.users_v2.delete(each)

    def test_groups(self):
        groups = self.w.groups_v2
        user = self.w.users_v2.create(user_name="bob@example.com")
        group = groups.create(display_name="team", members=[iam.ComplexValue(value=user.id)])
        self.assertEqual([user.id], [each.value for each in groups.get(group.id).members])
        self.assertIn("team", [each.display for each in self.w.users_v2.get(user.id).groups])
        inner = groups.create(display_name="inner")
        groups.patch(group.id, **self.patch(iam.PatchOp.ADD, None, {"members": [{"value": inner.id}]}))
        self.assertEqual({user.id, inner.id}, {each.value for each in groups.get(group.id).members})
        groups.patch(group.id, **self.patch(iam.PatchOp.REMOVE, f'members[value eq "{user.id}"]'))
        self.assertEqual([inner.id], [each.value for each in groups.get(group.id).members])
        groups.patch(group.id, **self.patch(iam.PatchOp.ADD, "entitlements", [{"value": "allow-cluster-create"}]))
        self.assertEqual(["allow-cluster-create"], [each.value for each in groups.get(group.id).entitlements])
        self.assertLessEqual({"admins", "users", "team"}, {each.display_name for each in groups.list()})
        with self.assertRaises((ResourceConflict, AlreadyExists)):
            groups.create(display_name="team")
        for each in (group, inner):
            groups.delete(each.id)
        self.w.users_v2.delete(user.id)
        with self.assertRaises(NotFound):
            groups.get(group.id)

    def test_service_principals(self):
        principals = self.w.service_principals_v2
        made = principals.create(display_name="robot", active=True)
        self.assertRegex(made.application_id, "^[0-9a-f-]{36}$")
        self.assertEqual("robot", principals.get(made.id).display_name)
        self.assertEqual([made.id], [each.id for each in principals.list(filter='displayName eq "robot"')])
        principals.patch(made.id, **self.patch(iam.PatchOp.REPLACE, "active", "false"))
        self.assertFalse(principals.get(made.id).active)
        principals.delete(made.id)
        with self.assertRaises(NotFound):
            principals.get(made.id)
