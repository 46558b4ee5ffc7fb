#!/usr/bin/env python3
"""Runs dbc and the legacy databricks-cli on the same cases and compares what a script can see. See docs/testing.md."""

import argparse
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import pathlib
import queue
import re
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

from harness import cases as case_files  # noqa: E402  (the path comes first)
from harness import command_tree, comparison, differences  # noqa: E402
from harness.clients import CachedClient, Client  # noqa: E402
from harness.report import Report  # noqa: E402
from harness.server import Workspace  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dbc", type=pathlib.Path, default=TOP / "build/release/dbc", help="the binary to test")
    parser.add_argument("--group", help="only the cases of cases/GROUP.toml")
    parser.add_argument("--case", help="only cases whose name matches this, * and ? as in a shell")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="cases at a time")
    parser.add_argument("--legacy-only", action="store_true", help="show what the legacy client does; do not run dbc")
    parser.add_argument("-v", "--verbose", action="store_true", help="show whole diffs and every case")
    return parser.parse_args()


def legacy_client():
    venv = pathlib.Path(subprocess.run([HERE / "setup.sh"], check=True, capture_output=True, text=True).stdout.strip())
    version = hashlib.sha256()
    for path in (HERE / "requirements.txt", *(HERE / "harness" / f"{name}.py" for name in ("clients", "server", "requests_text"))):
        version.update(path.read_bytes())
    return CachedClient(Client(venv / "bin"), TOP / "build/parity/outcomes", version.hexdigest())


def dbc_client(binary, folder):
    """dbc under the names of the two legacy executables."""
    for name in case_files.EXECUTABLES:
        (pathlib.Path(folder) / name).symlink_to(binary.resolve(strict=True))
    return Client(folder)


class Suite:
    """Runs cases on as many workspaces as may be busy at a time."""

    def __init__(self, legacy, dbc, jobs):
        self.legacy, self.dbc, self.jobs = legacy, dbc, jobs
        self.workspaces = queue.Queue()
        for number in range(1, jobs + 1):
            self.workspaces.put(Workspace(number))

    def outcomes(self, case):
        workspace = self.workspaces.get()
        try:
            return self.legacy.run(case, workspace), self.dbc.run(case, workspace) if self.dbc else None
        finally:
            self.workspaces.put(workspace)

    def run(self, cases):
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            yield from zip(cases, pool.map(self.outcomes, cases))


def selected(cases, options):
    wanted = options.case or "*"
    return [
        each
        for each in cases
        if options.group in (None, each.group) and (fnmatch.fnmatchcase(each.name, wanted) or each.name == wanted)
    ]


def show(case, outcome):
    print(f"## {case.group}: {case.name}\nexit {outcome.exit}")
    for title, text in (("stdout", outcome.stdout), ("stderr", outcome.stderr), ("requests", "\n".join(outcome.requests)),
                        ("files", comparison.files_text(outcome.files))):
        if text:
            print(f"{title}:\n{comparison.indented(text)}", end="")


def tree_problems(binary, tree, rows):
    """The command tree of dbc against the legacy one, less what tree_differences.toml explains."""
    printed = subprocess.run([binary, "commands", "--output", "json"], check=True, capture_output=True, text=True).stdout
    problems = command_tree.compare(tree, json.loads(printed))
    allowed = tomllib.loads((HERE / "tree_differences.toml").read_text(encoding="utf-8"))
    for name, patterns in allowed.items():
        if name not in rows:
            problems.append(f"`{name}` of tree_differences.toml has no row in {differences.DOCUMENT.name}")
        for pattern in patterns:
            explained = {each for each in problems if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), each)}
            if not explained:
                problems.append(f"tree_differences.toml: nothing looks like {pattern!r} any more")
            problems = [each for each in problems if each not in explained]
    return problems, set(allowed)


def paths_by_group(tree):
    counts = {}
    for path in tree.commands:
        group = path.split()[0]
        counts[group] = counts.get(group, 0) + 1
    return counts


def check_lists(report, cases, tree, binary):
    rows = differences.read(differences.DOCUMENT.read_text(encoding="utf-8"))
    problems, named = tree_problems(binary, tree, rows)
    report.add_problems("the command tree", problems)
    report.add_problems("the list of differences", differences.problems(rows, cases, named))
    report.add_problems("commands with fewer than two cases", tree.lacking(cases))


def main():
    options = arguments()
    tree = command_tree.Tree.load()
    cases = case_files.load()
    everything = cases + case_files.alias_cases(cases, tree)
    chosen = selected(everything, options)
    if not chosen:
        sys.exit("parity: no such case")
    if options.legacy_only:
        for case, (legacy, _) in Suite(legacy_client(), None, options.jobs).run(chosen):
            mark = "" if legacy.exit == case.exit else f"   <-- the case says {case.exit}"
            show(case, legacy)
            print(mark)
        return
    report = Report(paths_by_group(tree))
    with tempfile.TemporaryDirectory(prefix="parity-bin-") as folder:
        suite = Suite(legacy_client(), dbc_client(options.dbc, folder), options.jobs)
        for case, (legacy, dbc) in suite.run(chosen):
            report.add(case, comparison.compare(case, legacy, dbc))
            if options.verbose:
                show(case, dbc)
    if options.group is None and options.case is None:
        check_lists(report, cases, tree, options.dbc)
    report.print(options.verbose)
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    try:
        main()
    except (case_files.CaseError, ValueError) as problem:
        sys.exit(f"parity: {problem}")
