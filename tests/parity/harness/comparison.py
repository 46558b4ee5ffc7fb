"""Compares two outcomes of one case, facet by facet."""

import dataclasses
import difflib

from harness import requests_text
from harness.clients import TOKEN

ERRORS_ON_STDERR = "errors-on-stderr"
FACETS = ("exit", "stdout", "requests", "files")


@dataclasses.dataclass(frozen=True)
class Verdict:
    problems: list  # readable; empty where the case passed
    differs: bool  # a difference on purpose, and it is there


def without_errors(stdout):
    """The only global normalisation: the legacy client prints its error as the last thing on stdout, dbc on stderr."""
    lines = stdout.splitlines(keepends=True)
    at = next((i for i, line in enumerate(lines) if line.startswith("Error: ")), len(lines))
    return "".join(lines[:at])


def facets(outcome, case, legacy):
    """What counts of an outcome, each as text."""
    stdout, requests = outcome.stdout, list(outcome.requests)
    if legacy and outcome.exit != 0 and case.difference != ERRORS_ON_STDERR:
        stdout = without_errors(stdout)
    if case.unordered:
        stdout, requests = "".join(sorted(stdout.splitlines(keepends=True))), sorted(requests)
    return {
        "exit": f"{outcome.exit}\n",
        "stdout": stdout,
        "requests": "".join(each + "\n" for each in requests),
        "files": files_text(outcome.files),
    }


def files_text(files):
    return "".join(f"{name}: {content!r}\n" for name, content in sorted(files.items()))


def compare(case, legacy, dbc):
    want, got = facets(legacy, case, True), facets(dbc, case, False)
    differing = [name for name in FACETS if want[name] != got[name]]
    problems = []
    if legacy.exit != case.exit:
        problems.append(f"the legacy client exits {legacy.exit}, the case says {case.exit}\n"
                        + indented(legacy.stdout + legacy.stderr))
    problems += stderr_problems(case, legacy, dbc)
    if case.difference and not differing:
        problems.append(f"marked as different ({case.difference}), but nothing differs any more")
    for name in differing:
        wanted = pinned(case, name, legacy) if case.difference else None
        if wanted is None:
            problems.append(f"{name} differs:\n" + diff(want[name], got[name], "legacy", "dbc"))
        elif isinstance(wanted, dict):
            if wanted["contains"] not in got[name]:
                problems.append(f"{name} lacks {wanted['contains']!r}:\n" + indented(got[name]))
        elif wanted != got[name]:
            problems.append(f"{name} is not what `dbc.{name}` says:\n" + diff(wanted, got[name], "case", "dbc"))
    return Verdict(problems, bool(case.difference) and not problems)


def pinned(case, name, legacy):
    """What the case says dbc does instead, as the text of the facet; None where it says nothing."""
    if name not in case.dbc:
        return None
    value = case.dbc[name]
    if name == "exit":
        return f"{value}\n"
    if name == "requests":
        requests = [requests_text.normal(each) for each in value]
        return "".join(each + "\n" for each in (sorted(requests) if case.unordered else requests))
    if name == "files":
        files = {**legacy.files, **value}
        return files_text({name: content for name, content in files.items() if content is not False})
    return value


def stderr_problems(case, legacy, dbc):
    problems = []
    if dbc.exit != 0 and not dbc.stderr.strip():
        problems.append("dbc fails without a word on stderr")
    if dbc.exit == 0 and dbc.stderr and not legacy.stderr and not case.stderr:
        problems.append("stderr of a success is not empty:\n" + indented(dbc.stderr))
    if case.stderr not in dbc.stderr:
        problems.append(f"stderr lacks {case.stderr!r}:\n" + indented(dbc.stderr))
    for unwanted in ("Traceback", "terminate called", TOKEN):
        if unwanted in dbc.stderr or (unwanted == TOKEN and TOKEN in dbc.stdout):
            problems.append(f"dbc shows {unwanted!r}:\n" + indented(dbc.stderr))
    return problems


def indented(text):
    return "".join(f"    {line}\n" for line in text.splitlines()) or "    (nothing)\n"


def diff(want, got, want_name, got_name):
    lines = difflib.unified_diff(want.splitlines(), got.splitlines(), want_name, got_name, lineterm="", n=2)
    return indented("\n".join(lines)) if want.splitlines() != got.splitlines() else indented(f"{want!r}\n{got!r}")
