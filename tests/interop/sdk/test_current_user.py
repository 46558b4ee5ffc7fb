import unittest

from databricks.sdk import WorkspaceClient


class CurrentUser(unittest.TestCase):
    def test_me(self):
        me = WorkspaceClient().current_user.me()
        self.assertTrue(me.active)
        self.assertTrue(me.id.isdigit())
        self.assertIn("@", me.user_name)
        self.assertIn("admins", [group.display for group in me.groups])
