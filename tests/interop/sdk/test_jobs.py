import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, ResourceDoesNotExist
from databricks.sdk.service import jobs


class Jobs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()
        cls.cluster = cls.w.clusters.create("15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1).cluster_id

    def task(self, key, **more):
        python = jobs.SparkPythonTask(python_file="dbfs:/jobs/hello.py")
        return jobs.Task(task_key=key, spark_python_task=python, existing_cluster_id=self.cluster, **more)

    def create(self, name, *tasks, **more):
        job_id = self.w.jobs.create(name=name, tasks=list(tasks) or [self.task("main")], **more).job_id
        self.addCleanup(self.w.jobs.delete, job_id)
        return job_id

    def test_create_and_read(self):
        schedule = jobs.CronSchedule(quartz_cron_expression="0 15 22 * * ?", timezone_id="Europe/Berlin", pause_status=jobs.PauseStatus.PAUSED)
        job_id = self.create("read", self.task("a"), self.task("b", depends_on=[jobs.TaskDependency("a")]), schedule=schedule, tags={"x": "y"})
        job = self.w.jobs.get(job_id)
        self.assertEqual(("read", {"x": "y"}, 1), (job.settings.name, job.settings.tags, job.settings.max_concurrent_runs))
        self.assertEqual(schedule, job.settings.schedule)
        self.assertEqual(["a", "b"], [task.task_key for task in job.settings.tasks])
        self.assertEqual("a", job.settings.tasks[1].depends_on[0].task_key)
        self.assertTrue(job.creator_user_name)

    def test_change(self):
        job_id = self.create("before", tags={"a": "b"})
        self.w.jobs.update(job_id, new_settings=jobs.JobSettings(name="after"), fields_to_remove=["tags"])
        settings = self.w.jobs.get(job_id).settings
        self.assertEqual(("after", None), (settings.name, settings.tags))
        self.w.jobs.reset(job_id, jobs.JobSettings(name="reset", tasks=[self.task("other")]))
        settings = self.w.jobs.get(job_id).settings
        self.assertEqual(("reset", ["other"]), (settings.name, [task.task_key for task in settings.tasks]))

    def test_list_turns_pages(self):
        ids = [self.create(f"page {i}") for i in range(5)]
        listed = [job.job_id for job in self.w.jobs.list(limit=2)]
        self.assertEqual(len(listed), len(set(listed)))
        self.assertLessEqual(set(ids), set(listed))
        self.assertEqual([ids[3]], [job.job_id for job in self.w.jobs.list(name="PAGE 3")])
        expanded = next(iter(self.w.jobs.list(name="page 3", expand_tasks=True)))
        self.assertEqual(["main"], [task.task_key for task in expanded.settings.tasks])

    def test_a_job_of_many_tasks_is_read_whole(self):
        job_id = self.create("many", *(self.task(f"task{i:03}") for i in range(250)))
        self.assertEqual(250, len(self.w.jobs.get(job_id).settings.tasks))

    def test_errors(self):
        with self.assertRaises(ResourceDoesNotExist) as missing:
            self.w.jobs.get(4711)
        self.assertIn("Job 4711 does not exist.", str(missing.exception))
        with self.assertRaises(ResourceDoesNotExist):
            self.w.jobs.get_run(4711)
        with self.assertRaises(BadRequest):
            self.w.jobs.run_now(4711)
        with self.assertRaises(InvalidParameterValue):
            self.w.jobs.create(name="loop", tasks=[self.task("a", depends_on=[jobs.TaskDependency("a")])])
        bad = jobs.CronSchedule(quartz_cron_expression="* * * * *", timezone_id="UTC")
        with self.assertRaises(InvalidParameterValue) as cron:
            self.w.jobs.create(name="cron", schedule=bad, tasks=[self.task("a")])
        self.assertIn("quartz_cron_expression", str(cron.exception))
