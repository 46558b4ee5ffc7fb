"""Runs a client on a case, in a home and a working directory of its own, and keeps what came of it."""

import base64
import dataclasses
import hashlib
import json
import os
import pathlib
import subprocess
import tempfile

from harness import requests_text
from harness.server import NOBODY

TOKEN = "dapi-parity-0123456789"
HOST_MARK = "@HOST@"  # stands for the workspace's host name in case files and in outcomes
NOBODY_MARK = "@NOBODY@"
TIMEOUT = 60  # seconds


@dataclasses.dataclass(frozen=True)
class Outcome:
    exit: int
    stdout: str
    stderr: str
    requests: list  # one readable text each
    files: dict  # name -> content


class Client:
    """An executable of each name below one folder."""

    def __init__(self, folder, environment=None):
        self.folder = pathlib.Path(folder)
        self.environment = environment or {}

    def run(self, case, workspace):
        with tempfile.TemporaryDirectory(prefix="parity-") as root:
            sandbox = Sandbox(pathlib.Path(root), case, workspace)
            workspace.script(case)
            done = self.execute(case, sandbox)
            requests = list(workspace.requests)
            workspace.script(None)
            return Outcome(
                exit=done.returncode,
                stdout=sandbox.unmark(done.stdout),
                stderr=sandbox.unmark(done.stderr),
                requests=[sandbox.mark_host(requests_text.render(each, case.headers)) for each in requests],
                files=sandbox.files(),
            )

    def execute(self, case, sandbox):
        executable, *words = case.words
        environment = sandbox.environment() | self.environment
        environment["PATH"] = f"{self.folder}:/usr/local/bin:/usr/bin:/bin"
        try:
            return subprocess.run(
                [self.folder / executable, *(sandbox.fill(word) for word in words)],
                input=sandbox.fill(case.stdin).encode(),
                capture_output=True,
                cwd=sandbox.work,
                env=environment,
                timeout=TIMEOUT,
                start_new_session=True,  # no controlling terminal: hidden prompts read standard input
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            return subprocess.CompletedProcess(late.cmd, -1, late.stdout or b"", b"still running after a minute")


class Sandbox:
    """The files around one run. `~/x` in a case is a file of the home, other names are relative to the work folder."""

    def __init__(self, root, case, workspace):
        self.case, self.workspace = case, workspace
        self.home, self.work, self.temporary = root / "home", root / "work", root / "tmp"
        for folder in (self.home, self.work, self.temporary):
            folder.mkdir()
        if case.credentials == "profile":
            self.write("~/.databrickscfg", f"[DEFAULT]\nhost = http://{HOST_MARK}\ntoken = {TOKEN}\n\n")
        for name, content in case.files.items():
            self.write(name, content)

    def fill(self, text):
        return text.replace(HOST_MARK, self.workspace.host).replace(NOBODY_MARK, NOBODY).replace("@TOKEN@", TOKEN)

    def mark_host(self, text):
        return text.replace(self.workspace.host, HOST_MARK)

    def unmark(self, output):
        """Output as text; what is not UTF-8 stays visible and distinct."""
        return self.mark_host(output.decode("utf-8", "backslashreplace"))

    def path_of(self, name):
        return self.home / name[2:] if name.startswith("~/") else self.work / name

    def write(self, name, content):
        path = self.path_of(name)
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            path.write_bytes(base64.b64decode(content["base64"]))
        else:
            path.write_bytes(self.fill(content).encode())

    def environment(self):
        variables = {
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "TZ": "UTC",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "DATABRICKS_CLI_DO_NOT_EXECUTE_NEWER_VERSION": "1",
        }
        if self.case.credentials == "environment":
            variables |= {"DATABRICKS_HOST": f"http://{self.workspace.host}", "DATABRICKS_TOKEN": TOKEN}
        variables |= self.workspace.environment()
        return variables | {name: self.fill(value) for name, value in self.case.environment.items()}

    def files(self):
        found = {}
        for prefix, top in (("~/", self.home), ("", self.work)):
            for path in sorted(top.rglob("*")):
                name = prefix + str(path.relative_to(top))
                if path.is_dir():
                    found[name + "/"] = ""
                elif path.is_file():
                    found[name] = self.unmark(path.read_bytes())
                    if path.name == ".databrickscfg":
                        found[name + " (mode)"] = oct(path.stat().st_mode & 0o777)
        return found


class CachedClient:
    """Remembers outcomes on disk: the legacy client takes a third of a second, and never changes."""

    def __init__(self, client, folder, version):
        self.client, self.folder, self.version = client, pathlib.Path(folder), version
        self.folder.mkdir(parents=True, exist_ok=True)

    def run(self, case, workspace):
        key = hashlib.sha256(f"{self.version}\n{workspace.proxied}\n{case.legacy_key()}".encode()).hexdigest()
        path = self.folder / f"{key}.json"
        if path.exists():
            return Outcome(**json.loads(path.read_text(encoding="utf-8")))
        outcome = self.client.run(case, workspace)
        partial = path.with_suffix(f".{os.getpid()}-{workspace.host}")
        partial.write_text(json.dumps(dataclasses.asdict(outcome)), encoding="utf-8")
        partial.rename(path)
        return outcome
