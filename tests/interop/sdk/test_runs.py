"""Runs that the workspace executes, through the SDK's waiters."""

import datetime
import io
import pathlib
import subprocess
import tempfile
import time
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import OperationFailed, ResourceDoesNotExist
from databricks.sdk.service import compute, jobs, workspace


SOON = datetime.timedelta(minutes=2)
HELLO = b"import sys\nprint('hello', *sys.argv[1:])\n"
FAILS = b"raise ValueError('on purpose')\n"
SLEEPS = b"import time\ntime.sleep(60)\n"


class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()
        for name, content in {"hello": HELLO, "fails": FAILS, "sleeps": SLEEPS}.items():
            cls.w.dbfs.upload(f"/runs/{name}.py", io.BytesIO(content))
        cls.cluster = cls.w.clusters.create("15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1).cluster_id

    def task(self, key, script="hello", parameters=(), **more):
        python = jobs.SparkPythonTask(python_file=f"dbfs:/runs/{script}.py", parameters=list(parameters))
        return jobs.Task(task_key=key, spark_python_task=python, existing_cluster_id=self.cluster, **more)

    def create(self, name, *tasks, **more):
        job_id = self.w.jobs.create(name=name, tasks=list(tasks) or [self.task("main")], **more).job_id
        self.addCleanup(self.w.jobs.delete, job_id)
        return job_id

    def test_run_now_and_wait(self):
        job_id = self.create("run", self.task("main", parameters=["a", "b c"]))
        run = self.w.jobs.run_now_and_wait(job_id, timeout=SOON)
        self.assertEqual(jobs.RunLifeCycleState.TERMINATED, run.state.life_cycle_state)
        self.assertEqual(jobs.RunResultState.SUCCESS, run.state.result_state)
        self.assertIn(str(run.run_id), run.run_page_url)
        output = self.w.jobs.get_run_output(run.tasks[0].run_id)
        self.assertEqual("hello a b c\n", output.logs)
        again = self.w.jobs.run_now_and_wait(job_id, python_params=["other"], timeout=SOON)
        self.assertEqual("hello other\n", self.w.jobs.get_run_output(again.tasks[0].run_id).logs)
        self.assertEqual([again.run_id, run.run_id], [each.run_id for each in self.w.jobs.list_runs(job_id=job_id)])
        self.assertEqual(2, len(list(self.w.jobs.list_runs(job_id=job_id, completed_only=True, limit=1))))

    def test_tasks_run_in_order(self):
        after = [jobs.TaskDependency("first")]
        job_id = self.create("order", self.task("second", parameters=["2"], depends_on=after), self.task("first", parameters=["1"]))
        run = self.w.jobs.run_now_and_wait(job_id, timeout=SOON)
        tasks = {task.task_key: task for task in run.tasks}
        self.assertGreaterEqual(tasks["second"].start_time, tasks["first"].end_time)

    def test_a_failing_task(self):
        job_id = self.create("fails", self.task("bad", "fails"), self.task("after", depends_on=[jobs.TaskDependency("bad")]))
        waiter = self.w.jobs.run_now(job_id)
        with self.assertRaises(OperationFailed):
            waiter.result(timeout=SOON)
        run = self.w.jobs.get_run(waiter.run_id)
        self.assertEqual(jobs.RunResultState.FAILED, run.state.result_state)
        tasks = {task.task_key: task for task in run.tasks}
        self.assertEqual(jobs.RunResultState.UPSTREAM_FAILED, tasks["after"].state.result_state)
        output = self.w.jobs.get_run_output(tasks["bad"].run_id)
        self.assertIn("ValueError: on purpose", output.error)
        self.assertIn("Traceback", output.error_trace)

    def test_repair(self):
        job_id = self.create("repair", self.task("bad", "fails"))
        waiter = self.w.jobs.run_now(job_id)
        with self.assertRaises(OperationFailed):
            waiter.result(timeout=SOON)
        self.w.jobs.update(job_id, new_settings=jobs.JobSettings(tasks=[self.task("bad")]))
        run = self.w.jobs.repair_run_and_wait(waiter.run_id, rerun_all_failed_tasks=True, timeout=SOON)
        self.assertEqual((waiter.run_id, jobs.RunResultState.SUCCESS), (run.run_id, run.state.result_state))

    def test_cancel(self):
        waiter = self.w.jobs.run_now(self.create("cancel", self.task("main", "sleeps")))
        self.w.jobs.cancel_run_and_wait(waiter.run_id, timeout=SOON)
        self.assertEqual(jobs.RunResultState.CANCELED, self.w.jobs.get_run(waiter.run_id).state.result_state)
        self.w.jobs.delete_run(waiter.run_id)
        with self.assertRaises(ResourceDoesNotExist):
            self.w.jobs.get_run(waiter.run_id)

    def test_a_run_ends_with_its_cluster(self):
        own = self.w.clusters.create("15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1).cluster_id
        python = jobs.SparkPythonTask(python_file="dbfs:/runs/sleeps.py")
        waiter = self.w.jobs.run_now(
            self.create("lost", jobs.Task(task_key="main", spark_python_task=python, existing_cluster_id=own))
        )
        running = jobs.RunLifeCycleState.RUNNING
        while self.w.jobs.get_run(waiter.run_id).tasks[0].state.life_cycle_state != running:
            time.sleep(0.05)
        self.w.clusters.delete(own)
        with self.assertRaises(OperationFailed):
            waiter.result(timeout=SOON)
        state = self.w.jobs.get_run(waiter.run_id).tasks[0].state
        self.assertEqual(jobs.RunLifeCycleState.INTERNAL_ERROR, state.life_cycle_state)
        self.assertIn(f"Cluster {own} was terminated during the run", state.state_message)

    def test_a_job_from_a_repository(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "main.py").write_text("print('from git')")
            for words in (["init", "-q", "-b", "main", "."], ["add", "-A"], ["commit", "-q", "-m", "first"]):
                subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=folder, check=True)
            source = jobs.GitSource(git_url=f"file://{folder}", git_provider=jobs.GitProvider.GIT_HUB, git_branch="main")
            task = jobs.Task(
                task_key="main",
                spark_python_task=jobs.SparkPythonTask(python_file="main.py"),
                existing_cluster_id=self.cluster,
            )
            run = self.w.jobs.run_now_and_wait(self.create("git", task, git_source=source), timeout=SOON)
        self.assertEqual("from git\n", self.w.jobs.get_run_output(run.tasks[0].run_id).logs)
        self.assertEqual(40, len(run.git_source.git_snapshot.used_commit))

    def test_submit_and_wait(self):
        python = jobs.SparkPythonTask(python_file="dbfs:/runs/hello.py", parameters=["once"])
        cluster = compute.ClusterSpec(spark_version="15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1)
        task = jobs.SubmitTask(task_key="one", spark_python_task=python, new_cluster=cluster)
        run = self.w.jobs.submit_and_wait(run_name="submitted", tasks=[task], timeout=SOON)
        self.assertEqual(jobs.RunResultState.SUCCESS, run.state.result_state)
        self.assertEqual("hello once\n", self.w.jobs.get_run_output(run.tasks[0].run_id).logs)

    def test_a_notebook(self):
        path = f"/Users/{self.w.current_user.me().user_name}/interop-run"
        source = b"dbutils.widgets.text('who', 'nobody')\nprint('cell')\ndbutils.notebook.exit('bye ' + dbutils.widgets.get('who'))\n"
        self.w.workspace.upload(path, io.BytesIO(source), language=workspace.Language.PYTHON, overwrite=True)
        notebook = jobs.NotebookTask(notebook_path=path, base_parameters={"who": "base"})
        job_id = self.create("notebook", jobs.Task(task_key="nb", notebook_task=notebook, existing_cluster_id=self.cluster))
        run = self.w.jobs.run_now_and_wait(job_id, notebook_params={"who": "you"}, timeout=SOON)
        task = run.tasks[0]
        self.assertEqual("bye you", self.w.jobs.get_run_output(task.run_id).notebook_output.result)
        views = self.w.jobs.export_run(task.run_id, views_to_export=jobs.ViewsToExport.CODE).views
        self.assertEqual([("interop-run", jobs.ViewType.NOTEBOOK)], [(view.name, view.type) for view in views])
        self.assertIn("cell", views[0].content)

    def test_many_runs(self):
        job_id = self.create("many", self.task("main", "sleeps"), max_concurrent_runs=3, queue=jobs.QueueSettings(enabled=False))
        begun = [self.w.jobs.run_now(job_id).run_id for _ in range(3)]
        skipped = self.w.jobs.run_now(job_id)
        self.assertEqual(jobs.RunLifeCycleState.SKIPPED, skipped.result(timeout=SOON).state.life_cycle_state)
        self.assertEqual(begun[::-1], [run.run_id for run in self.w.jobs.list_runs(job_id=job_id, active_only=True, limit=2)])
        self.w.jobs.cancel_all_runs(job_id=job_id)
        for run_id in begun:
            self.w.jobs.wait_get_run_job_terminated_or_skipped(run_id, timeout=SOON)
        results = {run.state.result_state for run in self.w.jobs.list_runs(job_id=job_id, completed_only=True) if run.run_id in begun}
        self.assertEqual({jobs.RunResultState.CANCELED}, results)

    def test_a_token_makes_one_run(self):
        job_id = self.create("token")
        first = self.w.jobs.run_now(job_id, idempotency_token="t1")
        self.assertEqual(first.run_id, self.w.jobs.run_now(job_id, idempotency_token="t1").run_id)
        first.result(timeout=SOON)
