import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound


class Dbutils(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def test_fs(self):
        fs = self.w.dbutils.fs
        self.assertTrue(fs.mkdirs("dbfs:/dbutils/a"))
        self.assertTrue(fs.put("dbfs:/dbutils/a/text", "hellö", overwrite=True))
        self.assertEqual("hellö", fs.head("dbfs:/dbutils/a/text"))
        self.assertEqual([("text", 6)], [(each.name, each.size) for each in fs.ls("dbfs:/dbutils/a")])
        self.assertTrue(fs.cp("dbfs:/dbutils/a", "dbfs:/dbutils/b", recurse=True))
        self.assertTrue(fs.mv("dbfs:/dbutils/b/text", "dbfs:/dbutils/moved"))
        self.assertEqual("hellö", fs.head("dbfs:/dbutils/moved"))
        self.assertTrue(fs.rm("dbfs:/dbutils", recurse=True))
        with self.assertRaises(NotFound):
            fs.ls("dbfs:/dbutils")

    def test_secrets(self):
        self.w.secrets.create_scope("dbutils")
        self.w.secrets.put_secret("dbutils", "key", string_value="välue")
        secrets = self.w.dbutils.secrets
        self.assertEqual("välue", secrets.get("dbutils", "key"))
        self.assertEqual("välue".encode(), secrets.getBytes("dbutils", "key"))
        self.assertEqual(["key"], [each.key for each in secrets.list("dbutils")])
        self.assertIn("dbutils", [each.getName() for each in secrets.listScopes()])
        with self.assertRaises(NotFound):
            secrets.get("dbutils", "none")
