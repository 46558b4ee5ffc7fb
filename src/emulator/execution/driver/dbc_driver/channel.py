"""The line to the supervisor: JSON messages, one per line, over a stream socket.

The socket is read and written by its number, because importing `socket` takes longer than all of this.
"""

import json
import os
from _thread import allocate_lock


class ChannelClosed(Exception):
    """The supervisor is gone: nobody is left to tell anything to."""


def without_lone_surrogates(value):
    """With U+FFFD for what is no character: names of files may hold it, text that others read must not."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {without_lone_surrogates(str(key)): without_lone_surrogates(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_lone_surrogates(item) for item in value]
    return value


class Channel:
    def __init__(self, descriptor):
        os.set_inheritable(descriptor, False)
        self.descriptor = descriptor
        self._owner = os.getpid()
        self._unread = b""
        self._last_id = 0
        self._sending = allocate_lock()
        self._calling = allocate_lock()

    def receive(self):
        while b"\n" not in self._unread:
            chunk = os.read(self.descriptor, 1 << 16)
            if not chunk:
                raise ChannelClosed("the supervisor closed its end")
            self._unread += chunk
        line, _, self._unread = self._unread.partition(b"\n")
        return json.loads(line.decode("utf-8"))

    def send(self, message):
        text = json.dumps(message)
        if "\\ud" in text:
            text = json.dumps(without_lone_surrogates(message))
        unsent = memoryview(text.encode("ascii") + b"\n")
        self._require_owner()
        with self._sending:
            try:
                while unsent:
                    unsent = unsent[os.write(self.descriptor, unsent) :]
            except (BrokenPipeError, ConnectionResetError):
                raise ChannelClosed("the supervisor closed its end") from None

    def call(self, method, path, body=None):
        """Asks the workspace's REST API as the user of the run. Returns the status and the body's text."""
        answer = self.exchange({"method": method, "path": path, "body": body})
        return answer["status"], answer["body"]

    def exchange(self, request):
        """The same with the whole request and answer. Bytes are base64, as `content`, where the request has them so."""
        self._require_owner()
        with self._calling:
            self._last_id += 1
            self.send({"type": "call", "id": self._last_id, **request})
            while True:
                answer = self.receive()
                # An older one belongs to a call that was interrupted.
                if answer.get("type") == "answer" and answer.get("id") == self._last_id:
                    return answer

    @property
    def is_mine(self):
        """False in a process that the driver's was forked into."""
        return os.getpid() == self._owner

    def _require_owner(self):
        if not self.is_mine:
            raise RuntimeError("dbutils works in the task's own process only, not in one that it forked")
