"""How what speaks HTTP reaches the workspace's REST API from a task."""

import unittest

from supervisor import DriverTest

ASK = """
import http.client, json
from dbruntime.sdk_credential_provider import init_runtime_native_auth
url, headers = init_runtime_native_auth()
def ask(method, path, body=None, **more):
    connection = http.client.HTTPConnection(url.split("://")[1])
    connection.request(method, path, body, {**headers(), **more})
    reply = connection.getresponse()
    return reply.status, reply.read()
"""


def workspace(method, path, content):
    if path == "/bytes":
        return 200, b"\xff\x00" + content
    return 200, {"method": method, "path": path, "content": content.decode()}


class GatewayTest(DriverTest):
    def run_asking(self, code, answer=workspace):
        return self.run_script(ASK + code, answer=answer)

    def test_requests_go_through(self):
        result = self.run_asking(
            "print(ask('GET', '/api/2.0/clusters/list?a=b%20c'))\n"
            "print(ask('POST', '/api/2.1/jobs/create', json.dumps({'name': 'ä'})))\n"
            "print(ask('PUT', '/bytes', b'\\xfe'), ask('HEAD', '/bytes'))\n"
        )
        self.assert_success(result)
        self.assertEqual(("GET", "/api/2.0/clusters/list?a=b%20c", b""), result.calls[0])
        self.assertEqual(("POST", "/api/2.1/jobs/create", b'{"name": "\\u00e4"}'), result.calls[1])
        self.assertIn("(200, b'\\xff\\x00\\xfe') (200, b'')", result.stdout)

    def test_one_connection_serves_many_requests(self):
        code = (
            "c = http.client.HTTPConnection(url.split('://')[1])\n"
            "for i in range(3):\n    c.request('GET', '/%d' % i, headers=headers())\n    print(json.load(c.getresponse())['path'])\n"
        )
        self.assertEqual("/0\n/1\n/2\n", self.run_asking(code).stdout)

    def test_several_threads_and_forks(self):
        result = self.run_asking(
            "from concurrent.futures import ThreadPoolExecutor\nimport os, sys\n"
            "with ThreadPoolExecutor(4) as pool:\n"
            "    print(sorted(pool.map(lambda i: json.loads(ask('GET', '/%d' % i)[1])['path'], range(8))))\n"
            "sys.stdout.flush()\nif os.fork() == 0:\n    print(ask('GET', '/forked')[0])\n    sys.stdout.flush()\n    os._exit(0)\nos.wait()\n"
        )
        self.assert_success(result)
        self.assertEqual("['/0', '/1', '/2', '/3', '/4', '/5', '/6', '/7']\n200\n", result.stdout)

    def test_refusals(self):
        result = self.run_asking(
            "print(ask('GET', '/x', Authorization='Bearer no'))\nprint(ask('GET', '/x', Authorization=''))\n"
            "print(ask('PUT', '/x', iter([b'a']), **{'Transfer-Encoding': 'chunked'})[0])\n"
            "print(ask('PUT', '/x', **{'Content-Length': 'many'})[0])\n"
            "print(ask('PUT', '/x', **{'Content-Length': str(1 << 40)})[0])\n"
        )
        self.assert_success(result)
        self.assertEqual([], result.calls)
        self.assertIn("(401, b'{\"error_code\": \"401\"", result.stdout)
        self.assertTrue(result.stdout.endswith("\n411\n411\n413\n"), result.stdout)

    def test_the_token_is_not_shown(self):
        result = self.run_asking("print(headers()['Authorization'])\n")
        self.assertEqual("Bearer [REDACTED]\n", result.stdout)

    def test_nothing_listens_unless_somebody_asks(self):
        result = self.run_script("import sys\nprint('http.server' in sys.modules, 'dbc_driver.gateway' in sys.modules)")
        self.assertEqual("False False\n", result.stdout)


if __name__ == "__main__":
    unittest.main()
