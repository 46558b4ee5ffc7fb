#!/usr/bin/env python3
"""Runs real clients against `dbc emulator start`, a file of tests per client and group. See docs/testing.md."""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

from harness.emulator import Emulator, EmulatorError  # noqa: E402  (the path comes first)
from harness.report import Report  # noqa: E402

LINES = 6  # of a failure's text, without -v
TIMEOUT = 300  # seconds, for one file of tests


@dataclasses.dataclass(frozen=True)
class Client:
    """The tests of one folder: who runs them, and what they find on their PATH."""

    folder: str
    package: str  # whose version the table shows
    setup: pathlib.Path  # prints the folder whose bin/ the client is in: a virtual environment, if it is Python
    portless: bool = False
    title: str = ""  # in the table, where there is no package
    always: bool = True  # or only where it is asked for

    def files(self):
        return sorted((HERE / self.folder).glob("test_*.py"))


LEGACY = TOP / "tests/parity/setup.sh"
GO = HERE / "setup_go.sh"
CLIENTS = [
    Client("cli", "databricks-cli", LEGACY, portless=True),
    Client("sdk", "databricks-sdk", HERE / "setup.sh"),
    Client("doors", "", LEGACY, portless=True, title="all doors"),
    Client("go", "", GO, title="Go CLI", always=False),
    Client("terraform", "", GO, title="Terraform", always=False),
]


@dataclasses.dataclass(frozen=True)
class Installed:
    client: Client
    folder: pathlib.Path
    title: str

    def __init__(self, client):
        folder = subprocess.run([client.setup], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        object.__setattr__(self, "client", client)
        object.__setattr__(self, "folder", pathlib.Path(folder))
        object.__setattr__(self, "title", self.name_with_version())

    @property
    def python(self):
        """The client's own, so that tests import it as its users do."""
        own = self.folder / "bin/python"
        return own if own.exists() else sys.executable

    def name_with_version(self):
        if not self.client.package:
            return self.client.title
        code = f"import importlib.metadata as m; print(m.version({self.client.package!r}))"
        done = subprocess.run([self.python, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
        return f"{self.client.package} {done.stdout.strip()}"

    def environment(self, home, emulator, dbc):
        return {
            "HOME": home,
            "PATH": f"{self.folder}/bin:/usr/local/bin:/usr/bin:/bin",
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
            "INTEROP_DBC": str(dbc),
            "DATABRICKS_CLI_DO_NOT_EXECUTE_NEWER_VERSION": "1",
        } | emulator.environment()


def group_of(path):
    return path.stem.removeprefix("test_").replace("_", "-")


def problem(name, text):
    return {"name": name, "outcome": "failed", "text": text}


def run_file(installed, path, dbc):
    """The results of one file of tests, on a workspace and in a home of its own, and the seconds that it took."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="interop-") as home:
        results = pathlib.Path(home) / "results"
        try:
            with Emulator(dbc, installed.client.portless) as emulator:
                environment = installed.environment(home, emulator, dbc)
                said = run_child([installed.python, "-B", HERE / "harness/module.py", path, results], environment, home)
        except EmulatorError as broken:
            said = str(broken)
        found = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()] if results.exists() else []
        if said or not found:
            found.append(problem("the file as a whole", said or "it has no tests"))
        return found, time.monotonic() - began


def run_child(command, environment, folder):
    """What went wrong with the process that runs the tests; empty where nothing did."""
    try:
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return f"still running after {TIMEOUT} seconds"
    return done.stderr if done.returncode != 0 else ""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dbc", type=pathlib.Path, default=TOP / "build/release/dbc", help="the binary to test")
    parser.add_argument("--client", choices=[each.folder for each in CLIENTS], help="only the tests of this folder")
    parser.add_argument("--group", help="only the tests of this group")
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1), help="files at a time; most of them wait")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the whole text of each failure")
    return parser.parse_args()


def main():
    options = arguments()
    dbc = options.dbc.resolve(strict=True)
    chosen = [
        (client, path)
        for client in CLIENTS
        for path in client.files()
        if options.client == client.folder or (options.client is None and client.always)
        if options.group in (None, group_of(path))
    ]
    if not chosen:
        sys.exit("interop: no such tests")
    installed = {client: Installed(client) for client in CLIENTS if any(client == each for each, _ in chosen)}
    report = Report()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [(installed[client], path, pool.submit(run_file, installed[client], path, dbc)) for client, path in chosen]
        for each, path, run in runs:
            report.add(each.title, group_of(path), *run.result())
    for client in CLIENTS:
        if options.client is None and not client.always:
            print(f"left out  {client.title}: built from source, only with --client {client.folder}")
    report.print(lines=sys.maxsize if options.verbose else LINES)
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
