"""Runs that the workspace executes: what Python code printed, and how it ended."""

import json

from harness.legacy import LegacyCase


class Runs(LegacyCase):
    def setUp(self):
        super().setUp()
        self.run_cli("fs", "cp", "--overwrite", self.write("hello.py", "import sys\nprint('hello', *sys.argv[1:])\n"), "dbfs:/runs/hello.py")
        self.cluster = self.create_cluster()

    def flat(self, name, *parameters, script="hello"):
        task = {"python_file": f"dbfs:/runs/{script}.py", "parameters": list(parameters)}
        return {"name": name, "existing_cluster_id": self.cluster, "spark_python_task": task}

    def create(self, settings, *more):
        return self.json("jobs", "create", "--json", json.dumps(settings), *more)["job_id"]

    def until_run_ends(self, run_id, *more):
        ended = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")
        self.until(True, lambda: self.json("runs", "get", "--run-id", run_id, *more)["state"]["life_cycle_state"] in ended)
        return self.json("runs", "get", "--run-id", run_id, *more)

    def test_a_run(self):
        job_id = self.create(self.flat("run", "a"))
        run_id = self.json("jobs", "run-now", "--job-id", job_id)["run_id"]
        run = self.until_run_ends(run_id)
        self.assertEqual("SUCCESS", run["state"]["result_state"])
        self.assertEqual("hello a\n", self.json("runs", "get-output", "--run-id", run_id)["logs"])
        again = self.json("jobs", "run-now", "--job-id", job_id, "--python-params", '["b", "c"]')["run_id"]
        self.until_run_ends(again)
        self.assertEqual("hello b c\n", self.json("runs", "get-output", "--run-id", again)["logs"])
        listed = self.json("runs", "list", "--job-id", job_id, "--output", "JSON")["runs"]
        self.assertEqual([again, run_id], [each["run_id"] for each in listed])
        self.assertIn("SUCCESS", self.run_cli("runs", "list", "--job-id", job_id, "--completed-only"))

    def test_a_job_of_two_tasks(self):
        task = {"python_file": "dbfs:/runs/hello.py"}
        first = {"task_key": "first", "existing_cluster_id": self.cluster, "spark_python_task": task}
        second = first | {"task_key": "second", "depends_on": [{"task_key": "first"}]}
        job_id = self.create({"name": "two", "tasks": [first, second]}, "--version", "2.1")
        run_id = self.json("jobs", "run-now", "--job-id", job_id, "--version", "2.1")["run_id"]
        run = self.until_run_ends(run_id, "--version", "2.1")
        self.assertEqual(["SUCCESS", "SUCCESS"], [task["state"]["result_state"] for task in run["tasks"]])
        self.fails("Retrieving the output of runs with multiple tasks is not supported", "runs", "get-output", "--run-id", run_id, "--version", "2.1")

    def test_submit(self):
        request = self.flat("once", "submitted") | {"run_name": "once"}
        run_id = self.json("runs", "submit", "--json", json.dumps(request))["run_id"]
        self.assertEqual("SUCCESS", self.until_run_ends(run_id)["state"]["result_state"])
        self.assertEqual("hello submitted\n", self.json("runs", "get-output", "--run-id", run_id)["logs"])

    def test_submit_and_wait(self):
        good = json.dumps(self.flat("good") | {"run_name": "good"})
        run_id = self.json("runs", "submit", "--wait", "--json", good)["run_id"]
        self.assertEqual("SUCCESS", self.json("runs", "get", "--run-id", run_id)["state"]["result_state"])
        self.run_cli("fs", "cp", "--overwrite", self.write("fails.py", "raise ValueError('on purpose')\n"), "dbfs:/runs/fails.py")
        self.fails("Run failed with state FAILED", "runs", "submit", "--wait", "--json", json.dumps(self.flat("bad", script="fails") | {"run_name": "bad"}))

    def test_lists_turn_pages(self):
        job_id = self.create(self.flat("pages") | {"max_concurrent_runs": 3})
        run_ids = [self.json("jobs", "run-now", "--job-id", job_id)["run_id"] for _ in range(3)]
        for run_id in run_ids:
            self.until_run_ends(run_id)
        for version in ("2.0", "2.1"):
            pages = [
                self.json("runs", "list", "--version", version, "--job-id", job_id, "--offset", offset, "--limit", 2, "--output", "JSON")
                for offset in (0, 2)
            ]
            self.assertEqual([True, False], [page["has_more"] for page in pages])
            self.assertEqual(sorted(run_ids), sorted(run["run_id"] for page in pages for run in page["runs"]))

    def test_a_failure(self):
        self.run_cli("fs", "cp", "--overwrite", self.write("fails.py", "raise ValueError('on purpose')\n"), "dbfs:/runs/fails.py")
        run_id = self.json("jobs", "run-now", "--job-id", self.create(self.flat("bad", script="fails")))["run_id"]
        self.assertEqual("FAILED", self.until_run_ends(run_id)["state"]["result_state"])
        output = self.json("runs", "get-output", "--run-id", run_id)
        self.assertIn("ValueError: on purpose", output["error"])
        self.assertIn("Traceback", output["error_trace"])

    def test_cancel(self):
        self.run_cli("fs", "cp", "--overwrite", self.write("sleeps.py", "import time\ntime.sleep(60)\n"), "dbfs:/runs/sleeps.py")
        run_id = self.json("jobs", "run-now", "--job-id", self.create(self.flat("cancel", script="sleeps")))["run_id"]
        self.run_cli("runs", "cancel", "--run-id", run_id)
        self.assertEqual("CANCELED", self.until_run_ends(run_id)["state"]["result_state"])
