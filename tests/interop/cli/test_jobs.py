import json

from harness.legacy import LegacyCase

CLUSTER = {"spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1}


class Jobs(LegacyCase):
    """The client's default version of the jobs API is 2.0; a flag chooses 2.1."""

    def setUp(self):
        super().setUp()
        self.run_cli("fs", "cp", "--overwrite", self.write("hello.py", "import sys\nprint('hello', *sys.argv[1:])\n"), "dbfs:/jobs/hello.py")

    def flat(self, name, *parameters):
        task = {"python_file": "dbfs:/jobs/hello.py", "parameters": list(parameters)}
        return {"name": name, "new_cluster": CLUSTER, "spark_python_task": task}

    def create(self, settings, *more):
        return self.json("jobs", "create", "--json", json.dumps(settings), *more)["job_id"]

    def until_run_ends(self, run_id, *more):
        ended = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")
        self.until(True, lambda: self.json("runs", "get", "--run-id", run_id, *more)["state"]["life_cycle_state"] in ended)
        return self.json("runs", "get", "--run-id", run_id, *more)

    def test_jobs(self):
        job_id = self.create(self.flat("flat"))
        job = self.json("jobs", "get", "--job-id", job_id)
        self.assertEqual(("flat", "dbfs:/jobs/hello.py"), (job["settings"]["name"], job["settings"]["spark_python_task"]["python_file"]))
        self.assertIn([str(job_id), "flat"], self.rows("jobs", "list"))
        self.run_cli("jobs", "reset", "--job-id", job_id, "--json", json.dumps(self.flat("reset")))
        self.assertEqual("reset", self.json("jobs", "get", "--job-id", job_id)["settings"]["name"])
        newer = self.json("jobs", "get", "--job-id", job_id, "--version", "2.1")["settings"]
        self.assertEqual(("MULTI_TASK", 1), (newer["format"], len(newer["tasks"])))
        self.run_cli("jobs", "delete", "--job-id", job_id)
        self.fails(f"Job {job_id} does not exist", "jobs", "get", "--job-id", job_id)

    def test_lists_turn_pages(self):
        ids = [self.create(self.flat(f"page {i}")) for i in range(3)]
        everything = self.json("jobs", "list", "--version", "2.1", "--all", "--limit", 2, "--output", "JSON")["jobs"]
        self.assertLessEqual(set(ids), {job["job_id"] for job in everything})
        named = self.json("jobs", "list", "--version", "2.1", "--name", "page 1", "--expand-tasks", "--output", "JSON")["jobs"]
        self.assertEqual([ids[1]], [job["job_id"] for job in named])

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
        task = {"python_file": "dbfs:/jobs/hello.py"}
        first = {"task_key": "first", "new_cluster": CLUSTER, "spark_python_task": task}
        second = first | {"task_key": "second", "depends_on": [{"task_key": "first"}]}
        job_id = self.create({"name": "two", "tasks": [first, second]}, "--version", "2.1")
        run_id = self.json("jobs", "run-now", "--job-id", job_id, "--version", "2.1")["run_id"]
        run = self.until_run_ends(run_id, "--version", "2.1")
        self.assertEqual(["SUCCESS", "SUCCESS"], [task["state"]["result_state"] for task in run["tasks"]])
        self.fails("Retrieving the output of runs with multiple tasks is not supported", "runs", "get-output", "--run-id", run_id, "--version", "2.1")

    def test_submit(self):
        done = self.flat("once", "submitted") | {"run_name": "once"}
        run_id = self.json("runs", "submit", "--json", json.dumps(done))["run_id"]
        self.assertEqual("SUCCESS", self.until_run_ends(run_id)["state"]["result_state"])

    def test_cancel(self):
        self.run_cli("fs", "cp", "--overwrite", self.write("sleeps.py", "import time\ntime.sleep(60)\n"), "dbfs:/jobs/sleeps.py")
        settings = self.flat("cancel") | {"spark_python_task": {"python_file": "dbfs:/jobs/sleeps.py"}}
        run_id = self.json("jobs", "run-now", "--job-id", self.create(settings))["run_id"]
        self.run_cli("runs", "cancel", "--run-id", run_id)
        self.assertEqual("CANCELED", self.until_run_ends(run_id)["state"]["result_state"])

    def test_errors(self):
        self.fails("Job 4711 does not exist", "jobs", "run-now", "--job-id", 4711)
        self.fails("Run 4711 does not exist", "runs", "get", "--run-id", 4711)
        bad = self.flat("cron") | {"schedule": {"quartz_cron_expression": "* *", "timezone_id": "UTC"}}
        self.fails("Invalid quartz_cron_expression", "jobs", "create", "--json", json.dumps(bad))
