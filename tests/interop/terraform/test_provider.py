import json
import os
import pathlib
import shutil

from harness.go_cli import TerraformCase

CONFIGURATIONS = pathlib.Path(__file__).parent
NO_CHANGES, CHANGES = 0, 2  # exit codes of `terraform plan -detailed-exitcode`


class Provider(TerraformCase):
    def setUp(self):
        super().setUp()
        os.environ["TF_CLI_CONFIG_FILE"] = str(self.override())

    def terraform(self, *words, exit_code=0):
        done = self.execute("terraform", *words, "-no-color")
        self.assertEqual(exit_code, done.returncode, done.stdout[-3000:] + done.stderr)
        return done.stdout

    def plan(self, exit_code, *words):
        return self.terraform("plan", "-detailed-exitcode", *words, exit_code=exit_code)

    def configure(self, name):
        shutil.copy(CONFIGURATIONS / name, self.folder / "main.tf")

    def test_create_change_destroy(self):
        self.configure("basics.tf")
        self.terraform("apply", "-auto-approve")
        self.plan(NO_CHANGES)
        changed = ["-var", "workers=2", "-var", "job_name=daily"]
        self.assertIn("0 to add, 2 to change, 0 to destroy", self.plan(CHANGES, *changed))
        self.terraform("apply", "-auto-approve", *changed)
        self.plan(NO_CHANGES, *changed)
        self.assertEqual(["daily"], [job["settings"]["name"] for job in json.loads(self.run_cli("jobs", "list", "-o", "json"))])
        self.terraform("destroy", "-auto-approve")
        self.assertEqual([], json.loads(self.run_cli("jobs", "list", "-o", "json")))
        self.assertEqual([], json.loads(self.run_cli("clusters", "list", "-o", "json")))

    def test_more_kinds_of_resources(self):
        self.configure("more.tf")
        self.terraform("apply", "-auto-approve")
        self.plan(NO_CHANGES)
        self.terraform("destroy", "-auto-approve")
        self.assertEqual([], json.loads(self.run_cli("jobs", "list", "-o", "json")))
