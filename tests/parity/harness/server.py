"""A workspace that writes down what it is asked and answers what the case says."""

import dataclasses
import http.server
import threading

from harness.cases import Reply

NOBODY = "127.0.71.250"  # an address where nothing listens, for refused connections


@dataclasses.dataclass(frozen=True)
class Recorded:
    method: str
    target: str
    headers: tuple
    body: bytes


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # the head and the body of a reply leave together

    def answer(self):
        body = self.read_body()
        reply = self.server.workspace.take(Recorded(self.command, self.origin_form(), tuple(self.headers.items()), body))
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer

    def origin_form(self):
        """Path and query, also of the absolute form that a proxy is sent."""
        if self.path.startswith("http://"):
            return "/" + self.path.removeprefix("http://").partition("/")[2]
        return self.path

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(iter(self.read_chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def read_chunk(self):
        chunk = self.rfile.read(int(self.rfile.readline().split(b";")[0], 16))
        self.rfile.readline()
        return chunk

    def log_message(self, *_):
        pass


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a client that went away is the client's matter


class Workspace:
    """One server. It serves one client at a time: `script` begins a recording, `requests` ends with it."""

    def __init__(self, number):
        self.lock = threading.Lock()
        self.script(None)
        self.server, self.proxied = self.listen(f"127.0.71.{number}")
        self.server.workspace = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def listen(self, address):
        """Port 80 of an own address, as the legacy client drops the port of a host; else a proxy on any port."""
        try:
            return QuietServer((address, 80), Handler), False
        except OSError:
            return QuietServer(("127.0.0.1", 0), Handler), True

    @property
    def host(self):
        return "workspace.parity.test" if self.proxied else self.server.server_address[0]

    def environment(self):
        """What leads a client here."""
        if not self.proxied:
            return {}
        proxy = f"http://127.0.0.1:{self.server.server_address[1]}"
        return {"http_proxy": proxy, "HTTP_PROXY": proxy, "no_proxy": NOBODY, "NO_PROXY": NOBODY}

    def script(self, case):
        with self.lock:
            self.case, self.counts, self.requests = case, {}, []

    def take(self, request):
        with self.lock:
            self.requests.append(request)
            if self.case is None:
                return Reply(500, b"no case is running")
            key, replies = self.case.replies_for(request.method, request.target)
            count = self.counts[key] = self.counts.get(key, 0) + 1
            return replies[min(count, len(replies)) - 1]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
