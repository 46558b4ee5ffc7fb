import json

from harness.legacy import LegacyCase

CLUSTER = {"spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1}


class Jobs(LegacyCase):
    """The client's default version of the jobs API is 2.0; a flag chooses 2.1."""

    def flat(self, name):
        return {"name": name, "new_cluster": CLUSTER, "spark_python_task": {"python_file": "dbfs:/jobs/hello.py"}}

    def create(self, settings, *more):
        return self.json("jobs", "create", "--json", json.dumps(settings), *more)["job_id"]

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

    def test_tasks(self):
        first = {"task_key": "first", "new_cluster": CLUSTER, "spark_python_task": {"python_file": "dbfs:/jobs/hello.py"}}
        second = first | {"task_key": "second", "depends_on": [{"task_key": "first"}]}
        job_id = self.create({"name": "two", "tasks": [first, second]}, "--version", "2.1")
        settings = self.json("jobs", "get", "--job-id", job_id, "--version", "2.1")["settings"]
        self.assertEqual(["first", "second"], [task["task_key"] for task in settings["tasks"]])
        self.assertEqual([{"task_key": "first"}], settings["tasks"][1]["depends_on"])
        circle = first | {"depends_on": [{"task_key": "second"}]}
        self.fails("INVALID_PARAMETER_VALUE", "jobs", "create", "--version", "2.1", "--json", json.dumps({"tasks": [circle, second]}))

    def test_errors(self):
        self.fails("Job 4711 does not exist", "jobs", "run-now", "--job-id", 4711)
        self.fails("Run 4711 does not exist", "runs", "get", "--run-id", 4711)
        bad = self.flat("cron") | {"schedule": {"quartz_cron_expression": "* *", "timezone_id": "UTC"}}
        self.fails("Invalid quartz_cron_expression", "jobs", "create", "--json", json.dumps(bad))
