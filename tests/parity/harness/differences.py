"""Reads docs/differences-from-databricks-cli.md: the list of what differs on purpose."""

import pathlib
import re

DOCUMENT = pathlib.Path(__file__).parents[3] / "docs" / "differences-from-databricks-cli.md"
ROW = re.compile(r"^\| `([a-z0-9][a-z0-9-]*)` \|(.*)$")
NOT_TESTED = re.compile(r"\(not in the parity suite: [^)]{10,}\)")


def read(text):
    """Id -> whether a case must show it. A row says `(not in the parity suite: reason)` where none can."""
    rows = {}
    for line in text.splitlines():
        if match := ROW.match(line):
            if match[1] in rows:
                raise ValueError(f"the id {match[1]} stands twice in {DOCUMENT.name}")
            rows[match[1]] = not NOT_TESTED.search(match[2])
    return rows


def problems(rows, cases, named=()):
    """Ids without a row, and rows without a case."""
    used = {each for case in cases for each in case.differences} | set(named)
    found = [f"`{each}` is named by a case, but has no row in {DOCUMENT.name}" for each in sorted(used - set(rows))]
    shown = [each for each, tested in rows.items() if tested]
    found += [f"`{each}` has a row in {DOCUMENT.name}, but no case shows it" for each in shown if each not in used]
    return found
