import os
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, PermissionDenied


class Tokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def client(self, token):
        return WorkspaceClient(host=os.environ["DATABRICKS_HOST"], token=token)

    def test_a_token_works_until_it_is_deleted(self):
        made = self.w.tokens.create(comment="interop", lifetime_seconds=3600)
        self.assertRegex(made.token_value, "^dapi[0-9a-f]{32}$")
        lifetime = made.token_info.expiry_time - made.token_info.creation_time
        self.assertAlmostEqual(3_600_000, lifetime, delta=1000)
        other = self.client(made.token_value)
        self.assertEqual(self.w.current_user.me().id, other.current_user.me().id)
        self.assertIn(("interop", made.token_info.token_id), [(each.comment, each.token_id) for each in self.w.tokens.list()])
        self.w.tokens.delete(made.token_info.token_id)
        with self.assertRaises(PermissionDenied):
            other.current_user.me()
        self.assertNotIn(made.token_info.token_id, [each.token_id for each in self.w.tokens.list()])

    def test_a_token_without_an_end(self):
        made = self.w.tokens.create()
        self.assertEqual(-1, made.token_info.expiry_time)
        self.w.tokens.delete(made.token_info.token_id)

    def test_token_management(self):
        made = self.w.tokens.create(comment="managed").token_info.token_id
        me = self.w.current_user.me()
        listed = {each.token_id: each for each in self.w.token_management.list(created_by_username=me.user_name)}
        self.assertEqual("managed", listed[made].comment)
        self.assertEqual(me.user_name, self.w.token_management.get(made).token_info.created_by_username)
        self.w.token_management.delete(made)
        with self.assertRaises(NotFound):
            self.w.token_management.get(made)

    def test_a_token_on_behalf_of_a_service_principal(self):
        robot = self.w.service_principals_v2.create(display_name="robot")
        made = self.w.token_management.create_obo_token(robot.application_id, comment="obo", lifetime_seconds=600)
        self.assertEqual(robot.application_id, self.client(made.token_value).current_user.me().user_name)
        self.w.service_principals_v2.delete(robot.id)

    def test_errors(self):
        with self.assertRaises(NotFound):
            self.w.tokens.delete("0" * 64)
        with self.assertRaises(InvalidParameterValue):
            self.w.tokens.create(lifetime_seconds=-1)
