"""The case files: what is run, in which surroundings, and what the workspace answers."""

import dataclasses
import json
import pathlib
import re
import shlex
import tomllib

CASES = pathlib.Path(__file__).parent.parent / "cases"
EXECUTABLES = ("databricks", "dbfs")


class CaseError(Exception):
    """A case file that says something the suite does not understand."""


@dataclasses.dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b"{}"
    headers: tuple = (("Content-Type", "application/json"),)

    @staticmethod
    def read(written):
        """`{"a": 1}`, `404 {"error_code": ...}`, or a table of status, body and headers."""
        if isinstance(written, dict):
            headers = tuple(written.get("headers", {}).items()) or Reply.headers
            return Reply(written.get("status", 200), written.get("body", "{}").encode(), headers)
        match = re.fullmatch(r"(?:(\d{3})(?: |$))?(.*)", written, re.DOTALL)
        return Reply(int(match[1] or 200), match[2].encode())


@dataclasses.dataclass(frozen=True)
class Case:
    group: str
    run: str
    name: str = ""
    exit: int = 0  # what the legacy client must end with
    reply: str = "{}"  # to every request that `replies` does not name
    replies: dict = dataclasses.field(default_factory=dict)
    files: dict = dataclasses.field(default_factory=dict)
    credentials: str = "environment"  # environment | profile | none
    environment: dict = dataclasses.field(default_factory=dict)
    stdin: str = ""
    headers: list = dataclasses.field(default_factory=list)  # request headers that count
    unordered: bool = False  # requests and lines of output may come in any order
    stderr: str = ""  # what dbc's stderr must contain
    difference: str = ""  # the id of a row of docs/differences-from-databricks-cli.md
    dbc: dict = dataclasses.field(default_factory=dict)  # what dbc does instead: exit, stdout, requests, files

    @property
    def words(self):
        """The command line, with the executable in front."""
        words = shlex.split(self.run)
        return words if words and words[0] in EXECUTABLES else ["databricks", *words]

    def replies_for(self, method, target):
        """The scripted replies of one request: by method, path and query, else by method and path, else by default."""
        for key in (f"{method} {target}", f"{method} {target.partition('?')[0]}"):
            if key in self.replies:
                written = self.replies[key]
                return key, [Reply.read(each) for each in (written if isinstance(written, list) else [written])]
        return "", [Reply.read(self.reply)]

    def legacy_key(self):
        """What the legacy client's outcome depends on, as text."""
        facts = dataclasses.asdict(self)
        for name in ("group", "name", "exit", "stderr", "difference", "dbc", "unordered"):
            del facts[name]
        return json.dumps(facts, sort_keys=True)


def load(folder=CASES):
    cases = []
    for path in sorted(folder.rglob("*.toml")):
        group = path.relative_to(folder).parts[0].removesuffix(".toml")  # of a folder, all files are one group
        cases += load_file(path, group)
    return cases


def load_file(path, group):
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    except tomllib.TOMLDecodeError as problem:
        raise CaseError(f"{path.name}: {problem}") from problem
    known = {field.name for field in dataclasses.fields(Case)} - {"group"}
    cases, seen = [], set()
    for table in tables:
        if unknown := set(table) - known:
            raise CaseError(f"{path.name}: unknown keys {sorted(unknown)} in {table}")
        if "run" not in table:
            raise CaseError(f"{path.name}: a case without `run`: {table}")
        case = Case(group=group, **({"name": table["run"]} | table))
        if case.credentials not in ("environment", "profile", "none"):
            raise CaseError(f"{path.name}: {case.name}: credentials = {case.credentials!r}")
        if case.name in seen:
            raise CaseError(f"{path.name}: two cases are called {case.name!r}")
        seen.add(case.name)
        cases.append(case)
    return cases


def alias_cases(cases, tree):
    """The first successful case of every command that has other names, once more under each of them."""
    made = []
    for alias, path in tree.aliases().items():
        first = next((c for c in cases if c.exit == 0 and c.group == path.split()[0] and tree.command_of(c.words) == path), None)
        if first is None:
            continue
        words = first.words
        at = tree.path_ends_at(words)
        run = shlex.join([*alias.split(), *words[at:]])
        made.append(dataclasses.replace(first, run=run, name=f"alias: {run}"))
    return made
