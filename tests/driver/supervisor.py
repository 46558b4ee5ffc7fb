"""A supervisor for tests: starts the driver over a socket pair, answers its calls, and keeps what it said."""

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

DRIVER = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "emulator", "execution", "driver", "main.py"
)


class Result:
    """What a task left behind."""

    def __init__(self):
        self.messages = []
        self.calls = []
        self.stdout = ""
        self.stderr = ""
        self.exit_code = None

    def of_type(self, kind):
        return [message for message in self.messages if message["type"] == kind]

    @property
    def end(self):
        ends = self.of_type("end")
        return ends[0] if len(ends) == 1 and self.messages[-1] is ends[0] else None

    @property
    def cells(self):
        return [cell for message in self.of_type("cells") for cell in message["cells"]]

    @property
    def task_values(self):
        return {message["key"]: message["value"] for message in self.of_type("task_value")}

    def text(self, index):
        """All text that the cell with this number put out."""
        cell = next(cell for cell in self.cells if cell["index"] == index)
        return "".join(output["data"] for output in cell["outputs"] if output["type"] == "text")


def run_driver(start, answer=None, environment=None, cwd=None, python=sys.executable):
    """Runs one task. `answer(method, path, body)` gives the status and the JSON of each call to the REST API."""
    result = Result()
    ours, theirs = socket.socketpair()
    variables = {"PATH": os.environ["PATH"], "HOME": cwd or "/"}
    variables.update(environment or {})
    variables["DBC_DRIVER_FD"] = str(theirs.fileno())
    process = subprocess.Popen(
        [python, "-u", "-s", "-B", DRIVER],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[theirs.fileno()],
        env=variables,
        cwd=cwd,
    )
    theirs.close()
    listener = threading.Thread(target=serve, args=(ours, start, answer, result))
    listener.start()
    out, err = process.communicate(timeout=60)
    listener.join()
    ours.close()
    result.stdout, result.stderr = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
    result.exit_code = process.returncode
    return result


def serve(connection, start, answer, result):
    with connection.makefile("rw", encoding="utf-8", newline="\n") as lines:
        lines.write(json.dumps(start) + "\n")
        lines.flush()
        for line in lines:
            message = json.loads(line)
            result.messages.append(message)
            if message["type"] == "call":
                is_exact = "content" in message
                given = base64.b64decode(message["content"]) if is_exact else message["body"]
                result.calls.append((message["method"], message["path"], given))
                status, body = (answer or refuse)(message["method"], message["path"], given)
                reply = {"type": "answer", "id": message["id"], "status": status}
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                if is_exact:
                    reply["content"] = base64.b64encode(content).decode()
                    reply["headers"] = [["Content-Type", message.get("content_type", "application/json")]]
                else:
                    reply["body"] = content.decode()
                lines.write(json.dumps(reply) + "\n")
                lines.flush()


def refuse(method, path, _):
    return 404, {"error_code": "ENDPOINT_NOT_FOUND", "message": "No API found for '%s %s'" % (method, path)}


class DriverTest(unittest.TestCase):
    """A test with a folder of its own, which holds the trees of a workspace."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self.roots = {}
        for name in ("/dbfs", "/Workspace", "/Volumes"):
            self.roots[name] = self.folder + name
            os.mkdir(self.roots[name])

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def start(self, kind, **members):
        message = {
            "type": "start",
            "kind": kind,
            "task": {},
            "named_parameters": {},
            "positional_parameters": [],
            "context": {
                "job_id": 11,
                "run_id": 22,
                "task_run_id": 33,
                "task_key": "clean",
                "job_name": "nightly",
                "user": "ada@example.com",
                "workspace_id": "44",
                "workspace_url": "http://127.0.0.1:8080",
                "cluster_id": "0101-000000-abcdefgh",
            },
            "task_values": {},
            "roots": self.roots,
            "paths": "mapped",
        }
        message.update(members)
        return message

    def run_script(self, text, answer=None, name="job.py", environment=None, **members):
        members.setdefault("file", self.write(name, text))
        return run_driver(self.start("python", **members), answer, environment, cwd=self.folder)

    def run_cells(
        self, *cells, answer=None, path="/Users/ada@example.com/nb", language="PYTHON", environment=None,
        python=sys.executable, **members
    ):
        notebook = {"path": path, "language": language, "cells": [{"text": text, "title": ""} for text in cells]}
        start = self.start("notebook", notebook=notebook, **members)
        return run_driver(start, answer, environment, cwd=self.folder, python=python)

    def assert_success(self, result):
        self.assertEqual("success", (result.end or {}).get("result"), result.end or result.stderr)
        self.assertEqual(0, result.exit_code)

    def assert_failed(self, result, error):
        self.assertIsNotNone(result.end, result.stderr)
        self.assertEqual("failed", result.end["result"])
        self.assertIn(error, result.end["error"])
        self.assertEqual(1, result.exit_code)
