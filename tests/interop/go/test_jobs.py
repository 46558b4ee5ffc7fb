import json

from harness.go_cli import NOTEBOOK, GoCase


class Jobs(GoCase):
    def setUp(self):
        super().setUp()
        self.run_cli("workspace", "import", "/Shared/nb", "--file", self.write("nb.py", NOTEBOOK), "--language", "PYTHON", "--overwrite")

    def test_a_run(self):
        job_id = self.json("jobs", "create", "--json", f"@{self.job_with('/Shared/nb')}")["job_id"]
        run = self.json("jobs", "run-now", job_id)
        self.assertEqual("SUCCESS", run["state"]["result_state"])
        output = self.json("jobs", "get-run-output", run["tasks"][0]["run_id"])
        self.assertEqual("bye", output["notebook_output"]["result"])
        self.assertIn(str(run["run_id"]), self.run_cli("jobs", "list-runs", "--job-id", job_id))
        self.run_cli("jobs", "update", "--json", json.dumps({"job_id": job_id, "new_settings": {"name": "daily"}}))
        self.assertEqual("daily", self.json("jobs", "get", job_id)["settings"]["name"])
        self.run_cli("jobs", "delete", job_id)
        self.fails("does not exist", "jobs", "get", job_id)

    def test_a_failure_and_its_repair(self):
        broken = NOTEBOOK.replace('print("hello")', 'raise ValueError("broken")')
        self.run_cli("workspace", "import", "/Shared/broken", "--file", self.write("broken.py", broken), "--language", "PYTHON")
        job_id = self.json("jobs", "create", "--json", f"@{self.job_with('/Shared/broken')}")["job_id"]
        failed = self.execute("databricks", "jobs", "run-now", job_id)
        self.assertNotEqual(0, failed.returncode)
        self.run_cli("workspace", "import", "/Shared/broken", "--file", self.write("nb.py", NOTEBOOK), "--language", "PYTHON", "--overwrite")
        run_id = self.json("jobs", "list-runs", "--job-id", job_id)[0]["run_id"]
        repaired = self.json("jobs", "repair-run", run_id, "--rerun-all-failed-tasks")
        self.assertEqual("SUCCESS", repaired["state"]["result_state"])

    def test_a_submitted_run(self):
        request = json.loads(self.job_with("/Shared/nb").read_text())
        request["run_name"] = request.pop("name")
        run = self.json("jobs", "submit", "--json", json.dumps(request))
        self.assertEqual("SUCCESS", run["state"]["result_state"])
