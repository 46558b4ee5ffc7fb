import io
import os
import tempfile
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, PermissionDenied, ResourceConflict

VOLUME = "/Volumes/main/default/files"


class Files(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def test_upload_and_download(self):
        content = os.urandom(3_000_000)
        path = f"{VOLUME}/new/folder/ünï code.bin"
        self.w.files.upload(path, io.BytesIO(content), overwrite=False)
        self.assertEqual(content, self.w.files.download(path).contents.read())
        metadata = self.w.files.get_metadata(path)
        self.assertEqual(len(content), metadata.content_length)
        self.assertTrue(metadata.last_modified)
        with self.assertRaises(ResourceConflict):
            self.w.files.upload(path, io.BytesIO(b"x"), overwrite=False)
        self.w.files.upload(path, io.BytesIO(b"x"), overwrite=True)
        self.assertEqual(b"x", self.w.files.download(path).contents.read())
        self.w.files.delete(path)
        with self.assertRaises(NotFound):
            self.w.files.download(path)

    def test_sizes(self):
        """The SDK asks for presigned URLs first, for one or in parts, and takes the plain way when it gets none."""
        with tempfile.TemporaryDirectory() as folder:
            for size in (0, 1, 30_000_000):
                content = os.urandom(size)
                path, local = f"{VOLUME}/size-{size}", os.path.join(folder, str(size))
                self.w.files.upload(path, io.BytesIO(content), overwrite=True)
                self.assertEqual(content, self.w.files.download(path).contents.read())
                for parallel in (False, True):
                    self.w.files.download_to(path, local, overwrite=True, use_parallel=parallel)
                    with open(local, "rb") as file:
                        self.assertEqual(content, file.read())
                    self.w.files.upload_from(path, local, overwrite=True, use_parallel=parallel)
                    self.assertEqual(size, self.w.files.get_metadata(path).content_length)

    def test_presigned_urls_are_refused_in_words_that_the_client_knows(self):
        for target, body in (
            ("create-download-url", {"path": f"{VOLUME}/x", "expire_time": "2030-01-01T00:00:00Z"}),
            ("create-upload-part-urls", {"path": f"{VOLUME}/x", "session_token": "t", "start_part_number": 1, "count": 1}),
            ("create-resumable-upload-url", {"path": f"{VOLUME}/x", "session_token": "t"}),
            ("create-abort-upload-url", {"path": f"{VOLUME}/x", "session_token": "t"}),
        ):
            with self.subTest(target), self.assertRaises(PermissionDenied) as refused:
                self.w.api_client.do("POST", f"/api/2.0/fs/{target}", body=body)
            self.assertEqual(["FILES_API_API_IS_NOT_ENABLED"], [each.reason for each in refused.exception.get_error_info()])

    def test_to_and_from_local_files(self):
        with tempfile.TemporaryDirectory() as folder:
            here, back = os.path.join(folder, "here"), os.path.join(folder, "back")
            with open(here, "wb") as file:
                file.write(b"0123456789" * 1000)
            self.w.files.upload_from(f"{VOLUME}/local.bin", here, overwrite=True)
            self.w.files.download_to(f"{VOLUME}/local.bin", back)
            with open(here, "rb") as first, open(back, "rb") as second:
                self.assertEqual(first.read(), second.read())

    def test_a_large_upload_goes_in_one_piece(self):
        content = bytes(60 * 1024 * 1024)  # more than the size from which the SDK asks for an upload in parts
        self.w.files.upload(f"{VOLUME}/large.bin", io.BytesIO(content), overwrite=True)
        self.assertEqual(len(content), self.w.files.get_metadata(f"{VOLUME}/large.bin").content_length)
        self.w.files.delete(f"{VOLUME}/large.bin")

    def test_directories(self):
        files = self.w.files
        files.create_directory(f"{VOLUME}/tree/a/b")
        files.create_directory(f"{VOLUME}/tree/a/b")
        files.get_directory_metadata(f"{VOLUME}/tree/a")
        for number in range(5):
            files.upload(f"{VOLUME}/tree/{number}.txt", io.BytesIO(b"x" * number))
        entries = list(files.list_directory_contents(f"{VOLUME}/tree", page_size=2))
        self.assertEqual(["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "a"], sorted(each.name for each in entries))
        self.assertEqual([True], [each.is_directory for each in entries if each.name == "a"])
        with self.assertRaises(BadRequest) as full:
            files.delete_directory(f"{VOLUME}/tree")
        self.assertEqual(["FILES_API_DIRECTORY_IS_NOT_EMPTY"], [each.reason for each in full.exception.get_error_info()])
        for entry in entries:
            if not entry.is_directory:
                files.delete(entry.path)
        for path in ("tree/a/b", "tree/a", "tree"):
            files.delete_directory(f"{VOLUME}/{path}")
        with self.assertRaises(NotFound):
            files.get_directory_metadata(f"{VOLUME}/tree")

    def test_dbfs_helpers_reach_volumes(self):
        self.w.dbfs.upload(f"{VOLUME}/through-dbfs.txt", io.BytesIO(b"text"), overwrite=True)
        # This release of the SDK cannot read a volume's file without being told how much.
        self.assertEqual(b"text", self.w.dbfs.download(f"{VOLUME}/through-dbfs.txt").read(-1))
        self.w.dbfs.delete(f"{VOLUME}/through-dbfs.txt")

    def test_errors(self):
        with self.assertRaises(NotFound):
            self.w.files.get_metadata(f"{VOLUME}/none")
        with self.assertRaises(NotFound):
            self.w.files.delete(f"{VOLUME}/none")
        with self.assertRaises(NotFound):
            list(self.w.files.list_directory_contents(f"{VOLUME}/none"))
        with self.assertRaises(NotFound) as missing:
            self.w.files.upload("/Volumes/main/default/no_volume/x", io.BytesIO(b"x"))
        self.assertIn("Volume 'main.default.no_volume' does not exist.", str(missing.exception))
