"""How a shell script uses databricks-cli: a command line, its exit code, and what it prints."""

import json
import pathlib
import subprocess
import tempfile
import time
import unittest

COMMAND_SECONDS = 60
STATE_SECONDS = 30


class LegacyCase(unittest.TestCase):
    """Each test has an empty folder, `self.folder`, in which the commands run."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="interop-work-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def execute(self, executable, *words):
        return subprocess.run(
            [executable, *(str(word) for word in words)],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    def run_cli(self, *words, executable="databricks"):
        """What a command that succeeds prints."""
        done = self.execute(executable, *words)
        self.assertEqual(0, done.returncode, f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def json(self, *words):
        return json.loads(self.run_cli(*words))

    def rows(self, *words):
        """The cells of a table, of which the client separates columns by two blanks at least."""
        return [[cell for cell in line.split("  ") if cell] for line in self.run_cli(*words).splitlines() if line.strip()]

    def fails(self, text, *words):
        """A command that must fail, and say this."""
        done = self.execute("databricks", *words)
        self.assertNotEqual(0, done.returncode, f"{words} succeeded: {done.stdout}")
        said = done.stdout + done.stderr
        self.assertIn(text, said.replace("\\'", "'"))  # the client prints a reply's body as Python's repr of bytes
        return done.stdout

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def until(self, expected, ask):
        """Asks as a script does, until the answer is the expected one."""
        deadline = time.monotonic() + STATE_SECONDS
        while (found := ask()) != expected:
            self.assertLess(time.monotonic(), deadline, f"{found!r} is not {expected!r} after {STATE_SECONDS} s")
            time.sleep(0.2)

    def create_cluster(self, **more):
        spec = {"cluster_name": "demo", "spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1} | more
        return self.json("clusters", "create", "--json", json.dumps(spec))["cluster_id"]

    def until_cluster_is(self, state, cluster_id):
        self.until(state, lambda: self.json("clusters", "get", "--cluster-id", cluster_id)["state"])
