import base64
import io
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, DatabricksError, NotFound, ResourceAlreadyExists
from databricks.sdk.service import workspace

SOURCE = "# Databricks notebook source\nprint(1)\n\n# COMMAND ----------\n\nprint(2)"


class Workspace(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()
        cls.home = f"/Users/{cls.w.current_user.me().user_name}"
        cls.folder = f"{cls.home}/interop"
        cls.w.workspace.mkdirs(cls.folder)

    def test_the_home_of_the_user(self):
        status = self.w.workspace.get_status(self.home)
        self.assertEqual(workspace.ObjectType.DIRECTORY, status.object_type)
        self.assertIn("/Shared", [each.path for each in self.w.workspace.list("/")])

    def test_a_notebook(self):
        path = f"{self.folder}/notebook"
        self.w.workspace.upload(f"{path}.py", io.BytesIO(SOURCE.encode()), format=workspace.ImportFormat.AUTO)
        status = self.w.workspace.get_status(path)
        self.assertEqual((workspace.ObjectType.NOTEBOOK, workspace.Language.PYTHON), (status.object_type, status.language))
        with self.w.workspace.download(path) as file:
            self.assertEqual(SOURCE, file.read().decode().rstrip("\n"))
        exported = self.w.workspace.export(path, format=workspace.ExportFormat.SOURCE)
        self.assertEqual(SOURCE, base64.b64decode(exported.content).decode().rstrip("\n"))
        with self.assertRaises((ResourceAlreadyExists, BadRequest)):
            self.w.workspace.upload(f"{path}.py", io.BytesIO(SOURCE.encode()), format=workspace.ImportFormat.AUTO)
        self.w.workspace.upload(
            path, io.BytesIO(b"print(3)"), format=workspace.ImportFormat.SOURCE, language=workspace.Language.PYTHON, overwrite=True
        )
        self.assertEqual(status.object_id, self.w.workspace.get_status(path).object_id)
        self.w.workspace.delete(path)
        with self.assertRaises(NotFound):
            self.w.workspace.get_status(path)

    def test_import_in_every_language(self):
        for language in workspace.Language:
            path = f"{self.folder}/language-{language.value}"
            content = base64.b64encode(b"SELECT 1").decode()
            self.w.workspace.import_(path, content=content, format=workspace.ImportFormat.SOURCE, language=language)
            self.assertEqual(language, self.w.workspace.get_status(path).language)

    def test_jupyter(self):
        path = f"{self.folder}/jupyter"
        cell = b'{"cells":[{"cell_type":"code","source":["print(1)"],"metadata":{},"outputs":[],"execution_count":null}],'
        notebook = cell + b'"metadata":{"language_info":{"name":"python"}},"nbformat":4,"nbformat_minor":0}'
        self.w.workspace.upload(path, io.BytesIO(notebook), format=workspace.ImportFormat.JUPYTER)
        exported = self.w.workspace.export(path, format=workspace.ExportFormat.JUPYTER)
        self.assertIn(b"print(1)", base64.b64decode(exported.content))

    def test_a_file(self):
        path = f"{self.folder}/data.csv"
        self.w.workspace.upload(path, io.BytesIO(b"a,b\n1,2\n"), format=workspace.ImportFormat.AUTO)
        status = self.w.workspace.get_status(path)
        self.assertEqual((workspace.ObjectType.FILE, 8), (status.object_type, status.size))
        with self.w.workspace.download(path) as file:
            self.assertEqual(b"a,b\n1,2\n", file.read())

    def test_directories(self):
        top = f"{self.folder}/tree"
        self.w.workspace.mkdirs(f"{top}/a/b")
        self.w.workspace.upload(f"{top}/a/one.py", io.BytesIO(b"print(1)"), language=workspace.Language.PYTHON)
        paths = {each.path for each in self.w.workspace.list(top, recursive=True)}
        self.assertEqual({f"{top}/a/one.py"}, paths)
        with self.assertRaises(DatabricksError) as full:
            self.w.workspace.delete(f"{top}/a")
        self.assertEqual("DIRECTORY_NOT_EMPTY", full.exception.error_code)
        self.w.workspace.delete(top, recursive=True)
        with self.assertRaises(NotFound):
            list(self.w.workspace.list(top))

    def test_errors(self):
        with self.assertRaises(NotFound) as missing:
            self.w.workspace.get_status(f"{self.folder}/none")
        self.assertIn(f"Path ({self.folder}/none) doesn't exist.", str(missing.exception))
        with self.assertRaises(NotFound) as parent:
            self.w.workspace.upload(f"{self.folder}/no/parent.py", io.BytesIO(b"1"), language=workspace.Language.PYTHON)
        self.assertIn(f"The parent folder ({self.folder}/no) does not exist.", str(parent.exception))
        with self.assertRaises(DatabricksError):
            self.w.workspace.upload(f"{self.folder}/x", io.BytesIO(b"1"), format=workspace.ImportFormat.SOURCE)
        with self.assertRaises(DatabricksError):
            self.w.workspace.delete("/Users", recursive=True)
