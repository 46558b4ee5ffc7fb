import base64
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, ResourceAlreadyExists
from databricks.sdk.service import workspace


class Secrets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def test_a_life(self):
        secrets = self.w.secrets
        self.assertEqual([], list(secrets.list_scopes()))
        secrets.create_scope("life", initial_manage_principal="users")
        self.assertEqual(
            [("life", workspace.ScopeBackendType.DATABRICKS)], [(each.name, each.backend_type) for each in secrets.list_scopes()]
        )
        secrets.put_secret("life", "text", string_value="sécret")
        secrets.put_secret("life", "bytes", bytes_value=base64.b64encode(b"\x00\xff").decode())
        self.assertEqual("sécret", base64.b64decode(secrets.get_secret("life", "text").value).decode())
        self.assertEqual(b"\x00\xff", base64.b64decode(secrets.get_secret("life", "bytes").value))
        secrets.put_secret("life", "text", string_value="again")
        self.assertEqual(b"again", base64.b64decode(secrets.get_secret("life", "text").value))
        listed = list(secrets.list_secrets("life"))
        self.assertEqual(["bytes", "text"], sorted(each.key for each in listed))
        self.assertTrue(all(each.last_updated_timestamp > 1_700_000_000_000 for each in listed))
        secrets.delete_secret("life", "text")
        self.assertEqual(["bytes"], [each.key for each in secrets.list_secrets("life")])
        secrets.delete_scope("life")
        self.assertEqual([], list(secrets.list_scopes()))

    def test_acls(self):
        secrets = self.w.secrets
        secrets.create_scope("acls")
        me = self.w.current_user.me().user_name
        self.assertEqual([(me, workspace.AclPermission.MANAGE)], [(each.principal, each.permission) for each in secrets.list_acls("acls")])
        secrets.put_acl("acls", "users", workspace.AclPermission.READ)
        self.assertEqual(workspace.AclPermission.READ, secrets.get_acl("acls", "users").permission)
        secrets.put_acl("acls", "users", workspace.AclPermission.WRITE)
        self.assertEqual(workspace.AclPermission.WRITE, secrets.get_acl("acls", "users").permission)
        secrets.delete_acl("acls", "users")
        with self.assertRaises(NotFound):
            secrets.get_acl("acls", "users")

    def test_errors(self):
        secrets = self.w.secrets
        secrets.create_scope("taken")
        with self.assertRaises(ResourceAlreadyExists) as taken:
            secrets.create_scope("taken")
        self.assertIn("Scope taken already exists!", str(taken.exception))
        with self.assertRaises(InvalidParameterValue):
            secrets.create_scope("no blanks")
        with self.assertRaises(NotFound):
            secrets.put_secret("none", "key", string_value="x")
        with self.assertRaises(NotFound) as missing:
            secrets.get_secret("taken", "none")
        self.assertIn("Secret does not exist with scope: taken and key: none", str(missing.exception))
        with self.assertRaises(InvalidParameterValue):
            secrets.put_secret("taken", "key")
        with self.assertRaises(NotFound):
            secrets.delete_scope("none")
