"""What the Go client asks to deploy, look at and destroy a bundle, in its order."""

import base64
import json
import unittest
import urllib.parse

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError, NotFound, ResourceConflict

LOCK = {"ID": "one", "AcquisitionTime": "2024-01-01T00:00:00Z", "IsForced": False, "User": "me"}
NOTEBOOK = b"# Databricks notebook source\nprint('bundle')"


class Bundles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()
        cls.me = cls.w.current_user.me().user_name
        cls.root = f"/Workspace/Users/{cls.me}/.bundle/demo/dev"

    def get(self, path, /, **query):
        return self.w.api_client.do("GET", path, query=query)

    def post(self, path, body):
        return self.w.api_client.do("POST", path, body=body)

    def import_file(self, path, content, overwrite):
        """The whole path is one encoded segment."""
        target = "/api/2.0/workspace-files/import-file/" + urllib.parse.quote(path.lstrip("/"), safe="")
        flag = "true" if overwrite else "false"
        self.w.api_client.do("POST", target, query={"overwrite": flag}, data=content, headers={"Content-Type": "application/octet-stream"})

    def upload(self, path, content):
        """Folders are made when the workspace says that they are missing."""
        try:
            self.import_file(path, content, overwrite=True)
        except NotFound:
            self.post("/api/2.0/workspace/mkdirs", {"path": path.rpartition("/")[0]})
            self.import_file(path, content, overwrite=True)

    def read(self, path):
        return base64.b64decode(self.get("/api/2.0/workspace/export", path=path)["content"])

    def take_lock(self):
        path = f"{self.root}/state/deploy.lock"
        with self.assertRaises(NotFound):
            self.import_file(path, json.dumps(LOCK).encode(), overwrite=False)
        self.post("/api/2.0/workspace/mkdirs", {"path": f"{self.root}/state"})
        self.import_file(path, json.dumps(LOCK).encode(), overwrite=False)
        with self.assertRaises(ResourceConflict):
            self.import_file(path, b"{}", overwrite=False)
        self.assertEqual(LOCK, json.loads(self.read(path)))

    def job_settings(self):
        cluster = {"spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1}
        task = {"task_key": "main", "job_cluster_key": "c", "notebook_task": {"notebook_path": f"{self.root}/files/note"}}
        return {
            "name": "[dev] demo",
            "edit_mode": "UI_LOCKED",
            "format": "MULTI_TASK",
            "deployment": {"kind": "BUNDLE", "metadata_file_path": f"{self.root}/state/metadata.json"},
            "job_clusters": [{"job_cluster_key": "c", "new_cluster": cluster}],
            "tasks": [task],
        }

    def test_deploy_and_destroy(self):
        for name in ("state/resources.json", "state/terraform.tfstate"):
            with self.assertRaises(NotFound):
                self.get("/api/2.0/workspace/get-status", path=f"{self.root}/{name}")
        self.take_lock()
        self.post("/api/2.0/workspace/mkdirs", {"path": f"{self.root}/artifacts/.internal"})
        self.upload(f"{self.root}/files/note.py", NOTEBOOK)
        self.upload(f"{self.root}/files/lib/data.json", b"{}")
        status = self.get("/api/2.0/workspace/get-status", path=f"{self.root}/files/note", return_export_info="true")
        self.assertEqual(("NOTEBOOK", "PYTHON", "SOURCE"), (status["object_type"], status["language"], status["repos_export_format"]))
        self.assertEqual(f"{self.root}/files/note", status["path"])
        job = self.post("/api/2.2/jobs/create", self.job_settings())["job_id"]
        settings = self.get("/api/2.2/jobs/get", job_id=job)["settings"]
        self.assertEqual(("UI_LOCKED", "BUNDLE"), (settings["edit_mode"], settings["deployment"]["kind"]))
        owner = {"user_name": self.me, "permission_level": "IS_OWNER"}
        self.w.api_client.do("PUT", f"/api/2.0/permissions/jobs/{job}", body={"access_control_list": [owner]})
        self.post("/api/2.2/jobs/reset", {"job_id": job, "new_settings": self.job_settings()})
        for name in ("state/metadata.json", "state/resources.json"):
            self.upload(f"{self.root}/{name}", json.dumps({"job": job}).encode())
        self.post("/api/2.0/workspace/delete", {"path": f"{self.root}/state/deploy.lock"})
        self.assertEqual({"job": job}, json.loads(self.read(f"{self.root}/state/resources.json")))
        self.post("/api/2.2/jobs/delete", {"job_id": job})
        with self.assertRaises(DatabricksError):
            self.get("/api/2.2/jobs/get", job_id=job)
        self.post("/api/2.0/workspace/delete", {"path": self.root, "recursive": True})
        with self.assertRaises(NotFound):
            self.get("/api/2.0/workspace/get-status", path=self.root)

    def test_sync_reads_back_what_it_wrote(self):
        folder = f"/Users/{self.me}/sync"
        self.upload(f"{folder}/a/note.py", NOTEBOOK)
        self.upload(f"{folder}/a/plain.txt", b"text")
        listed = self.get("/api/2.0/workspace/list", path=f"{folder}/a")["objects"]
        self.assertEqual({("NOTEBOOK", f"{folder}/a/note"), ("FILE", f"{folder}/a/plain.txt")}, {(each["object_type"], each["path"]) for each in listed})
        with self.w.workspace.download(f"{folder}/a/note") as note:
            self.assertEqual(NOTEBOOK, note.read())
        raw = self.w.api_client.do("GET", "/api/2.0/workspace-files/" + urllib.parse.quote(f"{folder}/a/plain.txt".lstrip("/"), safe=""), raw=True)
        self.assertEqual(b"text", raw["contents"].read())
        self.post("/api/2.0/workspace/delete", {"path": folder, "recursive": True})

    def test_telemetry_is_taken(self):
        self.post("/telemetry-ext", {"uploadTime": 1, "items": [], "protoLogs": ["{}"]})
