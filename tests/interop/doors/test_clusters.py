"""One script, three ways to a workspace: dbc's embedded door, dbc over HTTP, and the legacy client over HTTP.

What they print must be the same text, ids and times aside."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

from harness.emulator import TOKEN, Emulator

EXAMPLE = pathlib.Path(__file__).resolve().parents[3] / "examples/cluster.json"
SPEC = json.loads(EXAMPLE.read_text(encoding="utf-8"))
DBC = os.environ["INTEROP_DBC"]
STATE_SECONDS = 30
COMMAND_SECONDS = 60


class Way:
    """An executable with a home whose only profile leads to one workspace."""

    def __init__(self, title, executable, profile, environment=None):
        self.title, self.executable = title, executable
        self.home = tempfile.TemporaryDirectory(prefix="interop-home-")
        path = pathlib.Path(self.home.name) / ".databrickscfg"
        path.write_text("[DEFAULT]\n" + "".join(f"{key} = {value}\n" for key, value in profile.items()), encoding="utf-8")
        path.chmod(0o600)
        inherited = {name: os.environ[name] for name in ("PATH", "TZ", "LC_ALL", "DATABRICKS_CLI_DO_NOT_EXECUTE_NEWER_VERSION")}
        self.environment = inherited | {"HOME": self.home.name} | (environment or {})

    def run(self, *words):
        return subprocess.run(
            [self.executable, *words],
            env=self.environment,
            cwd=self.home.name,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    def wait_for(self, cluster_id, state):
        """As a script does it: ask until it is so."""
        deadline = time.monotonic() + STATE_SECONDS
        while json.loads(self.run("clusters", "get", "--cluster-id", cluster_id).stdout)["state"] != state:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.title}: the cluster is not {state} after {STATE_SECONDS} s")
            time.sleep(0.1)


def cluster_script(way):
    """(command line, exit code, standard output) of each step, normalised."""
    steps = []

    def step(*words):
        done = way.run(*words)
        steps.append((" ".join(words), done.returncode, done.stdout))
        return done.stdout

    step("clusters", "list")
    cluster_id = json.loads(step("clusters", "create", "--json-file", str(EXAMPLE)))["cluster_id"]
    way.wait_for(cluster_id, "RUNNING")
    step("clusters", "get", "--cluster-name", SPEC["cluster_name"])
    step("clusters", "list")
    step("clusters", "list", "--output", "JSON")
    step("clusters", "resize", "--cluster-id", cluster_id, "--num-workers", "3")
    way.wait_for(cluster_id, "RUNNING")
    step("clusters", "get", "--cluster-id", cluster_id)
    step("clusters", "delete", "--cluster-id", cluster_id)
    way.wait_for(cluster_id, "TERMINATED")
    step("clusters", "list")
    step("clusters", "get", "--cluster-id", cluster_id)
    return [(normalised(words, cluster_id), code, normalised(out, cluster_id)) for words, code, out in steps]


def normalised(text, cluster_id):
    text = text.replace(cluster_id, "<cluster_id>").replace(cluster_id.rpartition("-")[2], "<node>")
    text = re.sub(r'("spark_context_id": )\d+', r"\1<context>", text)
    return re.sub(r"\b1\d{12}\b", "<time>", text)  # milliseconds since 1970


class ClusterScript(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        served = cls.enterClassContext(Emulator(DBC))
        proxy = {name: os.environ[name] for name in ("http_proxy", "HTTP_PROXY") if name in os.environ}
        embedded = Way("dbc, embedded", DBC, {"host": "local:x"})
        over_http = Way("dbc, HTTP", DBC, {"host": served.url, "token": TOKEN})
        legacy = Way("legacy", "databricks", {"host": os.environ["DATABRICKS_HOST"], "token": TOKEN}, proxy)
        cls.outcomes = {way.title: cluster_script(way) for way in (embedded, over_http, legacy)}

    def check_same(self, title):
        for expected, found in zip(self.outcomes["legacy"], self.outcomes[title], strict=True):
            with self.subTest(expected[0]):
                self.assertEqual(expected, found)

    def test_every_step_succeeds_with_the_legacy_client(self):
        for words, code, out in self.outcomes["legacy"]:
            with self.subTest(words):
                self.assertEqual(0, code, out)

    def test_the_script_sees_the_changes_it_makes(self):
        outputs = [out for _, _, out in self.outcomes["legacy"]]
        self.assertEqual("", outputs[0].strip())
        self.assertEqual(SPEC["autoscale"], json.loads(re.sub("<(time|context)>", "0", outputs[2]))["autoscale"])
        self.assertIn("RUNNING", outputs[3])
        self.assertEqual(3, json.loads(re.sub("<(time|context)>", "0", outputs[6]))["num_workers"])
        self.assertIn("TERMINATED", outputs[8])

    def test_dbc_embedded_prints_the_same(self):
        self.check_same("dbc, embedded")

    def test_dbc_over_http_prints_the_same(self):
        self.check_same("dbc, HTTP")
