"""One task from its start message to its end message."""

import os
import sys
from _thread import allocate_lock

from dbc_driver.channel import Channel, ChannelClosed
from dbc_driver.output import LogStream, Vault

# Process exit codes: what the supervisor sees besides the end message.
EXIT_CODES = {"success": 0, "exit": 0, "failed": 1}


class Session:
    """What the parts of the driver share."""

    def __init__(self, channel, start, resumed=None):
        self.channel = channel
        self.start = start
        self.resumed = resumed or {}
        self.context = start.get("context") or {}
        self.vault = Vault()
        self.cells = None  # the notebook's runner, where the task is a notebook
        self.packages = None  # the folder that %pip installs into, once there is one
        self._dbutils = None
        self._gateway = None
        self._making_gateway = allocate_lock()

    @property
    def gateway(self):
        """The REST API over HTTP, from the first time on that somebody asks."""
        with self._making_gateway:
            if self._gateway is None:
                from dbc_driver.gateway import Gateway

                self._gateway = Gateway(self)
            return self._gateway

    @property
    def dbutils(self):
        if self._dbutils is None:
            from dbc_driver.dbutils import DBUtils

            self._dbutils = DBUtils(self)
        return self._dbutils

    def take_streams(self):
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout = sys.__stdout__ = LogStream(1, "stdout", self.vault)
        sys.stderr = sys.__stderr__ = LogStream(2, "stderr", self.vault)

    def end(self, ending):
        """Sends the last message and leaves at once: what Python does at its end was done, or nobody waits for it."""
        flush_streams()
        if not self.channel.is_mine:
            # A process that the task forked ran to the end of the task's code: its end is not the task's.
            os._exit(EXIT_CODES[ending["result"]])
        message = {"type": "end", "exit_value": None, "error": None, "error_trace": None}
        message.update(self.vault.redact_json(ending))
        self.channel.send(message)
        os._exit(EXIT_CODES[ending["result"]])


def flush_streams():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # a task may have closed or replaced it, or nobody reads any more
            pass


def run_kind(session):
    kind = session.start.get("kind")
    if kind == "python":
        from dbc_driver.script import run_script as run
    elif kind == "wheel":
        from dbc_driver.wheel import run_wheel as run
    elif kind == "notebook":
        from dbc_driver.notebook import run_notebook as run
    else:
        return {"result": "failed", "error": "The driver cannot run a task of the kind %r." % (kind,)}
    return run(session)


def prepare(session):
    session.take_streams()
    from dbc_driver import environment

    environment.prepare(session)


def new_session(channel):
    descriptor = os.environ.pop("DBC_DRIVER_RESUME", None)
    if descriptor is None:
        return Session(channel, channel.receive())
    from dbc_driver.restart import resumed_session

    return resumed_session(channel, int(descriptor))


def run_task():
    channel = Channel(int(os.environ.pop("DBC_DRIVER_FD")))
    try:
        session = new_session(channel)
        try:
            prepare(session)
            ending = run_kind(session)
        except ChannelClosed:
            raise
        except BaseException as error:
            from dbc_driver import endings, trace

            ending = endings.failure(error, trace.python_trace(error))
            ending["error"] = "The driver failed: " + ending["error"]
        session.end(ending)
    except ChannelClosed:
        os._exit(1)
