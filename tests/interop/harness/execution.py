"""Whether the workspace executes the runs of jobs at all."""

import json
import os
import time
import unittest
import urllib.request

NOT_EXECUTED = "The run was not executed"
SECONDS = 60


def call(method, path, body=None):
    request = urllib.request.Request(os.environ["DATABRICKS_HOST"] + path, method=method, data=json.dumps(body).encode() if body else None)
    request.add_header("Authorization", "Bearer " + os.environ["DATABRICKS_TOKEN"])
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def first_run_message():
    """How a run of no consequence ends: its message, which may be empty."""
    cluster = {"spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1}
    task = {"task_key": "probe", "spark_python_task": {"python_file": "dbfs:/no/such/file.py"}, "new_cluster": cluster}
    run_id = call("POST", "/api/2.1/jobs/runs/submit", {"run_name": "probe", "tasks": [task]})["run_id"]
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        state = call("GET", f"/api/2.1/jobs/runs/get?run_id={run_id}")["state"]
        if state["life_cycle_state"] in ("TERMINATED", "SKIPPED", "INTERNAL_ERROR"):
            return state.get("state_message", "")
        time.sleep(0.1)
    raise AssertionError(f"run {run_id} did not end in {SECONDS} s")


KNOWN = {}


def require_execution():
    """Skips a test, or a class of them, where runs end as not executed."""
    if "message" not in KNOWN:
        KNOWN["message"] = first_run_message()
    if KNOWN["message"].startswith(NOT_EXECUTED):
        raise unittest.SkipTest("this workspace does not execute runs")
