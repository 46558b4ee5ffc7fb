"""What Terraform's provider asks for each resource, in its order: create, read, change, delete, and find it gone."""

import base64
import hashlib
import time
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError, NotFound, ResourceDoesNotExist

SCIM = "/api/2.0/preview/scim/v2"
CLUSTER = {"cluster_name": "tf", "spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1, "autotermination_minutes": 60}
SECONDS = 30


class TerraformCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()
        cls.me = cls.w.current_user.me().user_name

    def call(self, method, path, body=None, /, **query):
        return self.w.api_client.do(method, path, query=query or None, body=body)

    def scim(self, method, path, body=None, **query):
        headers = {"Accept": "application/scim+json", "Content-Type": "application/scim+json"}
        return self.w.api_client.do(method, SCIM + path, query=query or None, body=body, headers=headers)

    def refused(self, text, method, path, body=None, /, **query):
        """The provider tells such errors apart by their text."""
        with self.assertRaises(DatabricksError) as refusal:
            self.call(method, path, body, **query)
        self.assertIn(text, str(refusal.exception))

    def until(self, wanted, ask):
        deadline = time.monotonic() + SECONDS
        while (found := ask()) != wanted:
            self.assertLess(time.monotonic(), deadline, f"{found!r} is not {wanted!r}")
            time.sleep(0.1)

    def check_permissions(self, path, object_type, level, owner_level):
        """Read, replace and give back: the life of a databricks_permissions resource."""
        found = self.call("GET", f"/api/2.0/permissions/{path}")
        self.assertEqual((f"/{path}", object_type), (found["object_id"], found["object_type"]))
        owner = {"user_name": self.me, "permission_level": owner_level}
        wanted = [{"group_name": "users", "permission_level": level}, owner]
        self.call("PUT", f"/api/2.0/permissions/{path}", {"access_control_list": wanted})
        direct = {
            (entry.get("user_name") or entry.get("group_name"), permission["permission_level"])
            for entry in self.call("GET", f"/api/2.0/permissions/{path}")["access_control_list"]
            for permission in entry["all_permissions"]
            if not permission["inherited"]
        }
        self.assertEqual({("users", level), (self.me, owner_level)}, direct)
        self.call("PUT", f"/api/2.0/permissions/{path}", {"access_control_list": [owner]})


class Provider(TerraformCase):
    def test_configure(self):
        known = self.call("GET", "/.well-known/databricks-config")
        self.assertIsInstance(known["workspace_id"], str)
        me = self.w.api_client.do("GET", f"{SCIM}/Me", response_headers=["X-Databricks-Org-Id"])
        self.assertEqual(known["workspace_id"], me["X-Databricks-Org-Id"])
        self.assertLessEqual({"id", "userName", "displayName", "groups"}, set(me))

    def test_data_sources(self):
        self.assertTrue(self.w.clusters.select_spark_version(long_term_support=True))
        self.assertTrue(self.w.clusters.select_node_type(local_disk=True, min_cores=4))
        self.assertTrue(self.w.clusters.list_zones().default_zone)
        admins = self.scim("GET", "/Groups", filter="displayName eq 'admins'")["Resources"]
        self.assertEqual(["admins"], [each["displayName"] for each in admins])
        self.assertEqual({}, self.call("GET", "/api/2.2/jobs/list", limit=100, name="no such job"))
        self.refused("No API found for 'GET /no/such/feature'", "GET", "/api/2.0/no/such/feature")


class Compute(TerraformCase):
    def test_cluster(self):
        cluster = self.call("POST", "/api/2.1/clusters/create", CLUSTER)["cluster_id"]
        ref = {"cluster_id": cluster}
        self.until("RUNNING", lambda: self.call("GET", "/api/2.1/clusters/get", **ref)["state"])
        self.call("POST", "/api/2.1/clusters/pin", ref)
        pinned = {"filter_by.is_pinned": "true", "page_size": "100"}
        self.assertEqual([cluster], [each["cluster_id"] for each in self.call("GET", "/api/2.1/clusters/list", **pinned)["clusters"]])
        self.call("POST", "/api/2.0/libraries/install", ref | {"libraries": [{"pypi": {"package": "simplejson"}}]})
        waiting = ("PENDING", "RESOLVING", "INSTALLING")
        statuses = lambda: self.call("GET", "/api/2.0/libraries/cluster-status", **ref)["library_statuses"]  # noqa: E731
        self.until(False, lambda: any(each["status"] in waiting for each in statuses()))
        self.assertEqual(["INSTALLED"], [each["status"] for each in statuses()])
        self.call("POST", "/api/2.1/clusters/edit", CLUSTER | ref | {"num_workers": 2})
        self.until("RUNNING", lambda: self.call("GET", "/api/2.1/clusters/get", **ref)["state"])
        self.check_permissions(f"clusters/{cluster}", "cluster", "CAN_RESTART", "CAN_MANAGE")
        self.refused("unpin the cluster first", "POST", "/api/2.1/clusters/permanent-delete", ref)
        self.call("POST", "/api/2.1/clusters/unpin", ref)
        self.call("POST", "/api/2.1/clusters/permanent-delete", ref)
        self.refused(f"Cluster {cluster} does not exist", "GET", "/api/2.1/clusters/get", **ref)
        with self.assertRaises(NotFound):
            self.call("GET", f"/api/2.0/permissions/clusters/{cluster}")

    def test_instance_pool(self):
        pool = {"instance_pool_name": "tf", "node_type_id": "i3.xlarge", "min_idle_instances": 0, "idle_instance_autotermination_minutes": 15}
        ref = self.call("POST", "/api/2.0/instance-pools/create", pool)
        found = self.call("GET", "/api/2.0/instance-pools/get", **ref)
        self.assertEqual(("ACTIVE", 15), (found["state"], found["idle_instance_autotermination_minutes"]))
        self.call("POST", "/api/2.0/instance-pools/edit", pool | ref | {"max_capacity": 5})
        self.check_permissions(f"instance-pools/{ref['instance_pool_id']}", "instance-pool", "CAN_ATTACH_TO", "CAN_MANAGE")
        self.call("POST", "/api/2.0/instance-pools/delete", ref)
        with self.assertRaises(NotFound):
            self.call("GET", "/api/2.0/instance-pools/get", **ref)

    def test_cluster_policy(self):
        policy = {"name": "tf", "definition": '{"num_workers":{"type":"range","maxValue":3}}'}
        ref = self.call("POST", "/api/2.0/policies/clusters/create", policy)
        self.assertEqual(policy["definition"], self.call("GET", "/api/2.0/policies/clusters/get", **ref)["definition"])
        self.call("POST", "/api/2.0/policies/clusters/edit", policy | ref | {"name": "tf2"})
        self.call("POST", "/api/2.0/policies/clusters/delete", ref)
        with self.assertRaises(NotFound):
            self.call("GET", "/api/2.0/policies/clusters/get", **ref)


class Jobs(TerraformCase):
    def settings(self, name):
        task = {"task_key": "a", "new_cluster": {key: CLUSTER[key] for key in ("spark_version", "node_type_id", "num_workers")}}
        return {"name": name, "max_concurrent_runs": 1, "tasks": [task | {"notebook_task": {"notebook_path": "/Shared/n"}}]}

    def test_job(self):
        for version in ("2.1", "2.2"):
            with self.subTest(version=version):
                api = f"/api/{version}/jobs"
                job = self.call("POST", f"{api}/create", self.settings("tf"))["job_id"]
                found = self.call("GET", f"{api}/get", job_id=job)
                self.assertEqual(self.me, found["creator_user_name"])
                self.assertEqual("/Shared/n", found["settings"]["tasks"][0]["notebook_task"]["notebook_path"])
                self.call("POST", f"{api}/reset", {"job_id": job, "new_settings": self.settings("tf2")})
                self.assertEqual("tf2", self.call("GET", f"{api}/get", job_id=job)["settings"]["name"])
                self.check_permissions(f"jobs/{job}", "job", "CAN_VIEW", "IS_OWNER")
                self.call("POST", f"{api}/delete", {"job_id": job})
                self.refused("does not exist", "GET", f"{api}/get", job_id=job)


class Files(TerraformCase):
    def test_notebook(self):
        source = base64.b64encode(b"# Databricks notebook source\nprint(1)").decode()
        body = {"path": "/tf/a/n", "format": "SOURCE", "language": "PYTHON", "overwrite": True, "content": source}
        self.refused("The parent folder (/tf/a) does not exist.", "POST", "/api/2.0/workspace/import", body)
        self.call("POST", "/api/2.0/workspace/mkdirs", {"path": "/tf/a"})
        self.call("POST", "/api/2.0/workspace/import", body)
        found = self.call("GET", "/api/2.0/workspace/get-status", path="/tf/a/n")
        self.assertEqual(("NOTEBOOK", "PYTHON", "/tf/a/n"), (found["object_type"], found["language"], found["path"]))
        exported = self.call("GET", "/api/2.0/workspace/export", path="/tf/a/n", format="SOURCE")["content"]
        self.assertEqual(hashlib.md5(base64.b64decode(source)).digest(), hashlib.md5(base64.b64decode(exported)).digest())
        self.check_permissions(f"notebooks/{found['object_id']}", "notebook", "CAN_RUN", "CAN_MANAGE")
        self.call("POST", "/api/2.0/workspace/import", body)
        self.assertEqual(found["object_id"], self.call("GET", "/api/2.0/workspace/get-status", path="/tf/a/n")["object_id"])
        self.call("POST", "/api/2.0/workspace/delete", {"path": "/tf/a/n"})
        with self.assertRaises(NotFound):
            self.call("GET", "/api/2.0/workspace/get-status", path="/tf/a/n")

    def test_workspace_file_and_directory(self):
        self.call("POST", "/api/2.0/workspace/mkdirs", {"path": "/tf/files"})
        folder = self.call("GET", "/api/2.0/workspace/get-status", path="/tf/files")
        self.check_permissions(f"directories/{folder['object_id']}", "directory", "CAN_READ", "CAN_MANAGE")
        content = base64.b64encode(b"\x00data").decode()
        for form in ("RAW", "AUTO"):
            self.call("POST", "/api/2.0/workspace/import", {"path": "/tf/files/f.bin", "format": form, "overwrite": True, "content": content})
        found = self.call("GET", "/api/2.0/workspace/get-status", path="/tf/files/f.bin")
        self.assertEqual(("FILE", 5), (found["object_type"], found["size"]))
        self.check_permissions(f"files/{found['object_id']}", "file", "CAN_EDIT", "CAN_MANAGE")
        self.call("POST", "/api/2.0/workspace/delete", {"path": "/tf/files", "recursive": True})

    def test_dbfs_file(self):
        handle = self.call("POST", "/api/2.0/dbfs/create", {"path": "/tf/f", "overwrite": True})["handle"]
        self.call("POST", "/api/2.0/dbfs/add-block", {"handle": handle, "data": base64.b64encode(b"text").decode()})
        self.call("POST", "/api/2.0/dbfs/close", {"handle": handle})
        self.assertEqual(4, self.call("GET", "/api/2.0/dbfs/get-status", path="/tf/f")["file_size"])
        self.call("POST", "/api/2.0/dbfs/delete", {"path": "/tf/f"})
        with self.assertRaises(NotFound):
            self.call("GET", "/api/2.0/dbfs/get-status", path="/tf/f")

    def test_file(self):
        path = "/api/2.0/fs/files/Volumes/main/default/files/tf.txt"
        self.w.api_client.do("PUT", path, query={"overwrite": "true"}, data=b"text", headers={"Content-Type": "application/octet-stream"})
        head = self.w.api_client.do("HEAD", path, response_headers=["content-length", "last-modified"])
        self.assertEqual("4", head["content-length"])
        self.assertTrue(head["last-modified"])
        self.call("DELETE", path)
        with self.assertRaises(NotFound):
            self.call("HEAD", path)


class Security(TerraformCase):
    def test_secrets(self):
        self.call("POST", "/api/2.0/secrets/scopes/create", {"scope": "tf"})
        self.assertIn({"name": "tf", "backend_type": "DATABRICKS"}, self.call("GET", "/api/2.0/secrets/scopes/list")["scopes"])
        self.call("POST", "/api/2.0/secrets/put", {"scope": "tf", "key": "k", "string_value": "v"})
        self.assertEqual(["k"], [each["key"] for each in self.call("GET", "/api/2.0/secrets/list", scope="tf")["secrets"]])
        self.call("POST", "/api/2.0/secrets/acls/put", {"scope": "tf", "principal": "users", "permission": "READ"})
        self.assertEqual("READ", self.call("GET", "/api/2.0/secrets/acls/get", scope="tf", principal="users")["permission"])
        self.call("POST", "/api/2.0/secrets/acls/delete", {"scope": "tf", "principal": "users"})
        with self.assertRaises(ResourceDoesNotExist):
            self.call("GET", "/api/2.0/secrets/acls/get", scope="tf", principal="users")
        self.call("POST", "/api/2.0/secrets/delete", {"scope": "tf", "key": "k"})
        self.refused("Secret does not exist with scope: tf and key: k", "GET", "/api/2.0/secrets/get", scope="tf", key="k")
        self.call("POST", "/api/2.0/secrets/scopes/delete", {"scope": "tf"})
        with self.assertRaises(ResourceDoesNotExist):
            self.call("GET", "/api/2.0/secrets/list", scope="tf")

    def test_token(self):
        made = self.call("POST", "/api/2.0/token/create", {"comment": "tf", "lifetime_seconds": 3600})["token_info"]["token_id"]
        ids = lambda: [each["token_id"] for each in self.call("GET", "/api/2.0/token/list").get("token_infos", [])]  # noqa: E731
        self.assertIn(made, ids())
        self.call("POST", "/api/2.0/token/delete", {"token_id": made})
        self.assertNotIn(made, ids())

    def test_identities(self):
        user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "tf@example.com", "active": True}
        made = self.scim("POST", "/Users", user)
        with self.assertRaises(DatabricksError) as twin:
            self.scim("POST", "/Users", user)
        self.assertIn("User with username tf@example.com already exists.", str(twin.exception))
        found = self.scim("GET", "/Users", filter='userName eq "tf@example.com"')["Resources"]
        self.assertEqual([made["id"]], [each["id"] for each in found])
        group = self.scim("POST", "/Groups", {"displayName": "tf", "entitlements": [{"value": "allow-cluster-create"}]})
        self.patch(group["id"], {"op": "add", "path": "members", "value": [{"value": made["id"]}]})
        members = lambda: [each["value"] for each in self.scim("GET", f"/Groups/{group['id']}").get("members", [])]  # noqa: E731
        self.assertEqual([made["id"]], members())
        self.patch(group["id"], {"op": "remove", "path": f'members[value eq "{made["id"]}"]'})
        self.assertEqual([], members())
        robot = self.scim("POST", "/ServicePrincipals", {"displayName": "tf", "active": True})
        self.assertTrue(robot["applicationId"])
        for path in (f"/ServicePrincipals/{robot['id']}", f"/Groups/{group['id']}", f"/Users/{made['id']}"):
            self.scim("DELETE", path)
            with self.assertRaises(NotFound):
                self.scim("GET", path)

    def patch(self, group_id, operation):
        schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
        self.scim("PATCH", f"/Groups/{group_id}", {"schemas": schemas, "Operations": [operation]})
