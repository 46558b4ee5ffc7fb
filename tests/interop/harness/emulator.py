"""A workspace served by `dbc emulator start`, in a fresh data folder."""

import pathlib
import re
import subprocess
import tempfile

TOKEN = "dapi0123456789abcdef0123456789abcdef"
PROXIED_NAME = "workspace.interop.test"
STOP_SECONDS = 20


class EmulatorError(Exception):
    pass


class Emulator:
    """Serves from construction until `close`, which also removes the data.

    The legacy client drops the port of its host, so `portless` takes port 80 of a loopback address of its own. Where
    that port may not be bound, the emulator becomes the client's HTTP proxy instead."""

    def __init__(self, dbc, portless=False):
        self.dbc = dbc
        self.folder = tempfile.TemporaryDirectory(prefix="interop-data-")
        self.proxied = False
        self.process = self.start_portless() if portless else self.start("127.0.0.1", 0)

    def start_portless(self):
        for number in range(1, 255):
            try:
                return self.start(f"127.0.72.{number}", 80)
            except EmulatorError as problem:
                if "ermission" in str(problem):
                    break  # not the address is taken: no address will do
        self.proxied = True
        return self.start("127.0.0.1", 0)

    def start(self, address, port):
        data = pathlib.Path(self.folder.name) / "workspace"
        process = subprocess.Popen(
            [self.dbc, "emulator", "start", "--host", address, "--port", str(port), "--data-dir", data, "--token", TOKEN],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        announced = re.search(r" at (http://\S+)", process.stdout.readline())
        if announced is None:
            raise EmulatorError(process.communicate()[1])
        self.url = announced.group(1)
        return process

    @property
    def host(self):
        """What a client takes for its host."""
        return f"http://{PROXIED_NAME}" if self.proxied else self.url.removesuffix(":80")

    def environment(self):
        """The variables that lead a client here."""
        variables = {"DATABRICKS_HOST": self.host, "DATABRICKS_TOKEN": TOKEN}
        if self.proxied:
            variables |= {"http_proxy": self.url, "HTTP_PROXY": self.url}
        return variables

    def close(self):
        self.process.terminate()
        try:
            _, errors = self.process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, errors = self.process.communicate()
            raise EmulatorError("the emulator did not stop when it was told to") from None
        finally:
            self.folder.cleanup()
        if self.process.returncode != 0:
            raise EmulatorError(f"the emulator ended with {self.process.returncode}: {errors}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
