"""What every program that uses the SDK does first: find the host out, sign in, and be told what went wrong."""

import os
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config
from databricks.sdk.errors import NotFound, NotImplemented, PermissionDenied


class Discovery(unittest.TestCase):
    def test_the_host_tells_its_workspace(self):
        w = WorkspaceClient()
        self.assertGreater(w.get_workspace_id(), 0)
        self.assertFalse(w.config.is_account_client)

    def test_arguments_take_the_place_of_the_environment(self):
        host, token = os.environ["DATABRICKS_HOST"], os.environ["DATABRICKS_TOKEN"]
        w = WorkspaceClient(host=host + "/", token=token, auth_type="pat")
        self.assertTrue(w.current_user.me().active)
        self.assertEqual("pat", w.config.auth_type)

    def test_the_token_as_a_basic_password(self):
        w = WorkspaceClient(
            host=os.environ["DATABRICKS_HOST"], username="token", password=os.environ["DATABRICKS_TOKEN"], token="", auth_type="basic"
        )
        self.assertTrue(w.current_user.me().user_name)

    def test_an_unknown_token_is_refused(self):
        config = Config(host=os.environ["DATABRICKS_HOST"], token="dapi00000000000000000000000000000000")
        with self.assertRaises(PermissionDenied) as refused:
            WorkspaceClient(config=config).clusters.list_zones()
        self.assertIn("Invalid access token", str(refused.exception))

    def test_an_unknown_endpoint(self):
        with self.assertRaises(NotFound) as unknown:
            WorkspaceClient().api_client.do("GET", "/api/2.0/no/such/endpoint")
        self.assertEqual("ENDPOINT_NOT_FOUND", unknown.exception.error_code)
        self.assertIn("No API found for 'GET /no/such/endpoint'", str(unknown.exception))

    def test_an_endpoint_that_is_not_emulated_says_so(self):
        with self.assertRaises(NotImplemented) as missing:
            WorkspaceClient().vector_search_endpoints.get_endpoint("x")
        self.assertIn("vector_search_endpoints.get_endpoint", str(missing.exception))

    def test_any_call_by_its_path(self):
        self.assertIn("zones", WorkspaceClient().api_client.do("GET", "/api/2.0/clusters/list-zones"))
