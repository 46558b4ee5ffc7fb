"""Who may come in at all, as the client tells it."""

import os

from harness.legacy import LegacyCase


class Errors(LegacyCase):
    def test_a_profile_in_the_home(self):
        home = self.write("home/.databrickscfg", f"[x]\nhost = {os.environ['DATABRICKS_HOST']}\ntoken = {os.environ['DATABRICKS_TOKEN']}\n")
        self.with_environment({"HOME": str(home.parent), "DATABRICKS_HOST": None, "DATABRICKS_TOKEN": None})
        self.assertEqual("", self.run_cli("clusters", "list", "--profile", "x").strip())

    def test_a_wrong_token(self):
        self.with_environment({"DATABRICKS_TOKEN": "dapi00000000000000000000000000000000"})
        self.fails("Authorization failed", "clusters", "list")  # what this client makes of any 403

    def test_a_call_that_is_not_emulated(self):
        self.fails("NOT_IMPLEMENTED", "pipelines", "list")

    def with_environment(self, changes):
        before = dict(os.environ)
        self.addCleanup(lambda: (os.environ.clear(), os.environ.update(before)))
        for name, value in changes.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
