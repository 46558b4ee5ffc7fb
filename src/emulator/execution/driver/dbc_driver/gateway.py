"""The workspace's REST API for what speaks HTTP, such as the SDK: a server on the loopback address, for this task alone.

It takes requests that carry its token, which only this task knows, and hands them to the supervisor, which asks as the
user of the run. It is started when somebody wants it, and ends with the task.
"""

import base64
import hmac
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOST_BYTES = 64 << 20  # of a request; larger files are there as files


class Gateway:
    def __init__(self, session):
        self.token = "dapi" + secrets.token_hex(16)
        session.vault.add(self.token)
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"gateway": self}))
        self.url = "http://127.0.0.1:%d" % server.server_address[1]
        self._channel = session.channel
        threading.Thread(target=server.serve_forever, name="dbc-gateway", daemon=True).start()

    def authorization(self):
        return {"Authorization": "Bearer " + self.token}

    def accepts(self, authorization):
        return hmac.compare_digest(authorization.encode("utf-8"), ("Bearer " + self.token).encode("ascii"))

    def ask(self, method, path, content_type, content):
        """The status, the headers and the content of the workspace's reply."""
        request = {"method": method, "path": path, "content": base64.b64encode(content).decode("ascii")}
        if content_type:
            request["content_type"] = content_type
        answer = self._channel.exchange(request)
        return answer["status"], answer["headers"], base64.b64decode(answer["content"])


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gateway = None

    def serve(self):
        if not self.gateway.accepts(self.headers.get("Authorization", "")):
            return self.refuse(401, "Credential was not sent or was of an unsupported type for this API.")
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit():
            return self.refuse(411, "The length of the body must be known.")
        if int(length) > MOST_BYTES:
            return self.refuse(413, "A task may send %d bytes at once; write larger files as files." % MOST_BYTES)
        content = self.rfile.read(int(length))
        self.reply(*self.gateway.ask(self.command, self.path, self.headers.get("Content-Type"), content))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def refuse(self, status, message):
        self.close_connection = True  # the body was not read
        content = json.dumps({"error_code": str(status), "message": message}).encode("ascii")
        self.reply(status, [["Content-Type", "application/json"], ["Connection", "close"]], content)

    def reply(self, status, headers, content):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if "content-length" not in [name.lower() for name, _ in headers]:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_):
        """The task's standard error is its own."""
