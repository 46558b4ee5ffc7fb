#!/usr/bin/env python3
"""usage: run_all.py DBC [EXAMPLE...]

Runs the example jobs for real, on an embedded workspace in a home folder that is thrown away: no server, no account.
Each folder beside this file is an example. Its notebooks/ are imported to /Shared/examples/NAME and its dbfs/ is copied
to dbfs:/examples/NAME, a wheel is built where there is a build_wheel.py, the job of job.json is created and run, and what
came of it is compared with expected.json. Exits with 1 on any difference.
"""
import difflib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
FINAL = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")
MOST_SECONDS = 240


class Failure(Exception):
    """What went wrong, for people."""


class Workspace:
    """dbc on a workspace of its own, in `home`."""

    def __init__(self, program, home):
        self.program = program
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABRICKS_", "DBC_", "XDG_"))}
        self.environment = {**kept, "HOME": home}
        self.dbc("configure", "--local", "examples")

    def dbc(self, *words):
        done = subprocess.run([self.program, *words], env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"dbc {' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def ask(self, *words):
        return json.loads(self.dbc(*words))

    def upload(self, example):
        if (example / "notebooks").is_dir():
            self.dbc("workspace", "import_dir", str(example / "notebooks"), f"/Shared/examples/{example.name}")
        if (example / "dbfs").is_dir():
            self.dbc("fs", "cp", "-r", str(example / "dbfs"), f"dbfs:/examples/{example.name}")
        if (example / "build_wheel.py").is_file():
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run([sys.executable, str(example / "build_wheel.py"), folder], check=True)
                self.dbc("fs", "cp", "-r", folder, f"dbfs:/examples/{example.name}")

    def run(self, example):
        """The run of the example's job, once it has ended."""
        job = self.ask("jobs", "create", "--json-file", str(example / "job.json"), "--version=2.1")
        started = self.ask("jobs", "run-now", "--job-id", str(job["job_id"]), "--version=2.1")
        deadline = time.monotonic() + MOST_SECONDS
        while time.monotonic() < deadline:
            run = self.ask("runs", "get", "--run-id", str(started["run_id"]), "--version=2.1")
            if run["state"]["life_cycle_state"] in FINAL:
                return run
            time.sleep(0.2)
        raise Failure(f"run {started['run_id']} has not ended after {MOST_SECONDS} seconds: {run['state']}")

    def output(self, task_run_id):
        return self.ask("runs", "get-output", "--run-id", str(task_run_id), "--version=2.1")


def outcome(workspace, run, expected):
    """What came of a run, as far as expected.json asks for it."""
    found = {"state": run["state"], "tasks": {}, "files": {}}
    for task in run["tasks"]:
        wanted = expected["tasks"].get(task["task_key"], {})
        found["tasks"][task["task_key"]] = {"result_state": task["state"].get("result_state")}
        if "output" in wanted:
            found["tasks"][task["task_key"]]["output"] = workspace.output(task["run_id"])
    for path in expected.get("files", {}):
        found["files"][path] = workspace.dbc("fs", "cat", path).splitlines()
    return found


def differences(expected, found, path=""):
    """Lines that tell where `found` is not as expected. Members that are not named may be anything."""
    if isinstance(expected, dict) and set(expected) == {"contains"}:
        missing = [part for part in expected["contains"] if part not in str(found)]
        return [f"{path}: {part!r} is missing in {found!r}" for part in missing]
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{path}: expected an object, found {found!r}"]
        lines = []
        for name, value in expected.items():
            lines += differences(value, found.get(name), f"{path}/{name}")
        return lines
    if expected == found:
        return []
    if isinstance(expected, list) and isinstance(found, list):
        return [f"{path}:"] + list(difflib.unified_diff(expected, found, "expected", "found", lineterm=""))
    return [f"{path}: expected {expected!r}, found {found!r}"]


def try_example(workspace, example):
    expected = json.loads((example / "expected.json").read_text(encoding="utf-8"))
    for path, name in expected.get("files", {}).items():
        expected["files"][path] = (example / name).read_text(encoding="utf-8").splitlines()
    began = time.monotonic()
    try:
        workspace.upload(example)
        run = workspace.run(example)
        lines = differences(expected, outcome(workspace, run, expected))
        if lines:
            lines.append(f"the run's state: {run['state']}")
    except (Failure, OSError, ValueError, KeyError, subprocess.CalledProcessError) as problem:
        lines = [f"{type(problem).__name__}: {problem}"]
    print(f"{example.name}: {'DIFFERS' if lines else 'as expected'} ({time.monotonic() - began:.1f} s)", flush=True)
    for line in lines:
        print("  " + line)
    return not lines


def main(words):
    if not words or words[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    examples = [folder for folder in sorted(HERE.iterdir()) if (folder / "job.json").is_file()]
    unknown = set(words[1:]) - {example.name for example in examples}
    if unknown:
        print(f"run_all: no such example: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    chosen = [example for example in examples if not words[1:] or example.name in words[1:]]
    with tempfile.TemporaryDirectory(prefix="dbc-examples-") as home:
        workspace = Workspace(str(pathlib.Path(words[0]).resolve()), home)
        results = [try_example(workspace, example) for example in chosen]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
