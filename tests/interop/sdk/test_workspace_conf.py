import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest


class WorkspaceConf(unittest.TestCase):
    def test_a_value(self):
        conf = WorkspaceClient().workspace_conf
        conf.set_status({"enableIpAccessLists": "true"})
        self.assertEqual("true", conf.get_status("enableIpAccessLists")["enableIpAccessLists"])
        conf.set_status({"enableIpAccessLists": "false"})
        both = conf.get_status("enableIpAccessLists,maxTokenLifetimeDays")
        self.assertEqual("false", both["enableIpAccessLists"])
        self.assertIn("maxTokenLifetimeDays", both)

    def test_errors(self):
        conf = WorkspaceClient().workspace_conf
        with self.assertRaises(BadRequest):
            conf.get_status("noSuchKey")
        with self.assertRaises(BadRequest):
            conf.set_status({"noSuchKey": "true"})
        with self.assertRaises(BadRequest):
            conf.set_status({"enableIpAccessLists": "perhaps"})
