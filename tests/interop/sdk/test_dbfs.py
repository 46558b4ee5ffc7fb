import base64
import io
import os
import tempfile
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, ResourceAlreadyExists

MEGABYTE = 1024 * 1024


class Dbfs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def test_upload_and_download(self):
        content = os.urandom(2 * MEGABYTE + 17)
        self.w.dbfs.upload("/interop/large.bin", io.BytesIO(content))
        with self.w.dbfs.download("/interop/large.bin") as file:
            self.assertEqual(content, file.read())
        self.assertEqual(len(content), self.w.dbfs.get_status("/interop/large.bin").file_size)
        with self.assertRaises(ResourceAlreadyExists):
            self.w.dbfs.upload("/interop/large.bin", io.BytesIO(b"x"))
        self.w.dbfs.upload("/interop/large.bin", io.BytesIO(b"small"), overwrite=True)
        self.assertEqual(5, self.w.dbfs.get_status("/interop/large.bin").file_size)

    def test_open_as_a_file(self):
        with self.w.dbfs.open("/interop/open.txt", write=True, overwrite=True) as file:
            file.write(b"one\n")
            file.write(b"two\n")
        with self.w.dbfs.open("/interop/open.txt", read=True) as file:
            self.assertEqual(b"one\ntwo\n", file.read())

    def test_put_and_read_by_blocks(self):
        self.w.dbfs.put("/interop/put.txt", contents=base64.b64encode(b"0123456789").decode(), overwrite=True)
        part = self.w.dbfs.read("/interop/put.txt", offset=3, length=4)
        self.assertEqual((4, b"3456"), (part.bytes_read, base64.b64decode(part.data)))
        end = self.w.dbfs.read("/interop/put.txt", offset=10, length=4)
        self.assertIn(end.bytes_read, (0, None))

    def test_handles(self):
        handle = self.w.dbfs.create("/interop/handle.txt", overwrite=True).handle
        self.w.dbfs.add_block(handle, base64.b64encode(b"block").decode())
        self.w.dbfs.close(handle)
        self.assertEqual(5, self.w.dbfs.get_status("/interop/handle.txt").file_size)
        with self.assertRaises(NotFound):
            self.w.dbfs.add_block(handle, base64.b64encode(b"late").decode())

    def test_directories(self):
        dbfs = self.w.dbfs
        dbfs.mkdirs("/interop/tree/a/b")
        dbfs.put("/interop/tree/a/file", contents=base64.b64encode(b"x").decode())
        dbfs.put("/interop/tree/a/b/file", contents=base64.b64encode(b"y").decode())
        self.assertEqual({"/interop/tree/a"}, {each.path for each in dbfs.list("/interop/tree")})
        everything = {each.path for each in dbfs.list("/interop/tree", recursive=True)}
        self.assertEqual({"/interop/tree/a/file", "/interop/tree/a/b/file"}, everything)
        dbfs.move("/interop/tree/a", "/interop/tree/moved")
        self.assertTrue(dbfs.exists("/interop/tree/moved/b/file"))
        self.assertFalse(dbfs.exists("/interop/tree/a"))
        dbfs.copy("/interop/tree/moved", "/interop/tree/copied", recursive=True)
        self.assertTrue(dbfs.exists("/interop/tree/copied/b/file"))
        with self.assertRaises(BadRequest):
            self.w.api_client.do("POST", "/api/2.0/dbfs/delete", body={"path": "/interop/tree"})
        dbfs.delete("/interop/tree", recursive=True)
        with self.assertRaises(NotFound):
            list(dbfs.list("/interop/tree"))

    def test_local_files_and_dbfs(self):
        with tempfile.TemporaryDirectory() as folder:
            local = os.path.join(folder, "local.txt")
            with open(local, "wb") as file:
                file.write(b"from here")
            self.w.dbfs.copy(f"file:{local}", "dbfs:/interop/from-local.txt", overwrite=True)
            self.w.dbfs.copy("dbfs:/interop/from-local.txt", f"file:{local}.back", overwrite=True)
            with open(f"{local}.back", "rb") as file:
                self.assertEqual(b"from here", file.read())

    def test_errors(self):
        with self.assertRaises(NotFound) as missing:
            self.w.dbfs.get_status("/interop/none")
        self.assertIn("No file or directory exists on path dbfs:/interop/none.", str(missing.exception))
        with self.assertRaises(InvalidParameterValue):
            self.w.dbfs.get_status("relative")
        self.w.dbfs.mkdirs("/interop/folder")
        with self.assertRaises(ResourceAlreadyExists):
            self.w.dbfs.create("/interop/folder", overwrite=True)
        with self.assertRaises(BadRequest):
            self.w.dbfs.read("/interop/folder")
