"""dbutils.notebook: ending this notebook, running another one, and what is known about this run."""

import json
import time

from dbc_driver.dbutils.errors import ExecutionError, refused
from dbc_driver.endings import NotebookExit

EXIT_LIMIT = 5 << 20  # bytes of an exit value
FIRST_WAIT, LONGEST_WAIT = 0.05, 1.0  # seconds between two looks at a run
# What a new cluster takes over; the rest belongs to the one cluster.
CLUSTER_SETTINGS = (
    "spark_version",
    "node_type_id",
    "driver_node_type_id",
    "num_workers",
    "autoscale",
    "spark_conf",
    "spark_env_vars",
    "init_scripts",
    "custom_tags",
    "data_security_mode",
    "single_user_name",
    "instance_pool_id",
    "policy_id",
)
ENDED = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")


class NotebookTools:
    def __init__(self, session):
        self._session = session

    @property
    def entry_point(self):
        from dbc_driver.dbutils.context import EntryPoint

        return EntryPoint(self._session)

    def getContext(self):
        return self.entry_point.getDbutils().notebook().getContext()

    def exit(self, value):
        value = value if isinstance(value, str) else str(value)
        if len(value.encode("utf-8", "replace")) > EXIT_LIMIT:
            raise ExecutionError(
                "dbutils.notebook.exit", "java.lang.IllegalArgumentException", "an exit value may have 5 MB at most"
            )
        raise NotebookExit(value)

    def run(self, path, timeout_seconds=0, arguments=None):
        """Runs another notebook as a run of its own and waits for it; returns its exit value."""
        check_arguments(path, timeout_seconds, arguments or {})
        path = resolve(path, base_of(self._session))
        run_id = self._submit(path, timeout_seconds, arguments or {})
        print("Notebook job #%d" % run_id)
        run = self._wait(run_id)
        state, task = run["state"], (run.get("tasks") or [run])[0]
        output = self._ask("GET", "/api/2.1/jobs/runs/get-output?run_id=%d" % task.get("run_id", run_id))
        if state.get("result_state") != "SUCCESS":
            raise failed(path, state, output)
        return (output.get("notebook_output") or {}).get("result")

    def help(self, name=None):
        from dbc_driver.dbutils import help as texts

        texts.show("notebook", name)

    def _submit(self, path, timeout_seconds, arguments):
        name = path.rpartition("/")[2]
        body = {"run_name": name, "timeout_seconds": timeout_seconds}
        task = {"notebook_task": {"notebook_path": path, "base_parameters": arguments, "source": "WORKSPACE"}}
        task.update(self._compute())
        if "environments" in task:
            body["environments"] = task.pop("environments")
        # The short form is for runs on clusters only.
        if "new_cluster" in task or "existing_cluster_id" in task:
            body.update(task)
        else:
            body["tasks"] = [{"task_key": task_key_of(name), **task}]
        return self._ask("POST", "/api/2.1/jobs/runs/submit", body)["run_id"]

    def _compute(self):
        """The cluster of this task, or one like it: the API lets no other run use a job's cluster."""
        context, task = self._session.context, self._session.start.get("task") or {}
        if context.get("compute"):
            return context["compute"]
        if task.get("existing_cluster_id"):
            return {"existing_cluster_id": task["existing_cluster_id"]}
        libraries = {"libraries": task["libraries"]} if task.get("libraries") else {}
        if task.get("new_cluster"):
            return {"new_cluster": task["new_cluster"], **libraries}
        if context.get("cluster_id") is None:
            return {}
        cluster = self._ask("GET", "/api/2.1/clusters/get?cluster_id=" + context["cluster_id"])
        return {"new_cluster": cluster_like(cluster), **libraries}

    def _wait(self, run_id):
        wait = FIRST_WAIT
        while True:
            run = self._ask("GET", "/api/2.1/jobs/runs/get?run_id=%d" % run_id)
            if run["state"]["life_cycle_state"] in ENDED:
                return run
            time.sleep(wait)
            wait = min(wait * 1.5, LONGEST_WAIT)

    def _ask(self, method, path, body=None):
        status, text = self._session.channel.call(method, path, body)
        if status != 200:
            raise refused("dbutils.notebook.run", status, text)
        return json.loads(text)


def task_key_of(name):
    """A name with those characters alone that a task's key may have."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)[:100]


def cluster_like(cluster):
    described = cluster.get("spec") or cluster
    return {name: described[name] for name in CLUSTER_SETTINGS if described.get(name) not in (None, {}, [])}


def check_arguments(path, timeout_seconds, arguments):
    if not isinstance(path, str) or not path.strip():
        raise TypeError("dbutils.notebook.run: path must be a str that is not empty")
    if isinstance(timeout_seconds, bool) or not isinstance(timeout_seconds, int) or timeout_seconds < 0:
        raise TypeError("dbutils.notebook.run: timeout_seconds must be an int, 0 for no limit")
    for key, value in arguments.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise TypeError("dbutils.notebook.run: the argument %r must have a str as its value" % (key,))


def base_of(session):
    """The path that relative ones start from: that of the notebook whose cell is running."""
    if session.cells is not None:
        return session.cells.running[-1]
    return (session.start.get("notebook") or {}).get("path") or "/"


def resolve(path, base):
    """An absolute path of the workspace's tree, without /Workspace before it."""
    import posixpath

    if not path.startswith("/"):
        path = posixpath.join(posixpath.dirname(base), path)
    path = posixpath.normpath(path)
    return path[len("/Workspace") :] if path.startswith("/Workspace/") else path


def failed(path, state, output):
    what = output.get("error") or state.get("state_message") or "it did not succeed"
    result = state.get("result_state") or state.get("life_cycle_state") or "FAILED"
    message = "com.databricks.NotebookExecutionException: %s: %s: %s" % (result, path, what)
    return ExecutionError("dbutils.notebook.run", "com.databricks.WorkflowException", message)
