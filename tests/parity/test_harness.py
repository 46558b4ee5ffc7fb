"""Tests of the suite itself: that it sees each kind of difference, and a difference that is gone."""

import dataclasses
import http.client
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import cases, command_tree, comparison, differences, requests_text  # noqa: E402
from harness.clients import TOKEN, Client, Outcome  # noqa: E402
from harness.server import Recorded, Workspace  # noqa: E402

SAME = Outcome(exit=0, stdout="a\n", stderr="", requests=["GET /x"], files={"f": "1"})


def case(dbc_pins=None, **fields):
    return cases.Case(group="g", run="clusters list", dbc=dbc_pins or {}, **fields)


def problems(legacy=SAME, dbc=SAME, **fields):
    return comparison.compare(case(**fields), legacy, dbc).problems


def changed(**fields):
    return dataclasses.replace(SAME, **fields)


class Comparison(unittest.TestCase):
    def test_equal_outcomes_pass(self):
        self.assertEqual(problems(), [])

    def test_each_facet_counts(self):
        for other in ({"exit": 3, "stderr": "e"}, {"stdout": "a"}, {"requests": []}, {"files": {}}):
            self.assertEqual(len(problems(dbc=changed(**other))), 1, other)

    def test_legacy_error_on_stdout_is_dropped_on_failure_only(self):
        failed = changed(exit=1, stdout="a\nError: no\nmore\n")
        self.assertEqual(problems(failed, changed(exit=1, stderr="no"), exit=1), [])
        self.assertTrue(problems(changed(stdout="a\nError: no\n")))

    def test_the_case_must_say_how_the_legacy_client_ends(self):
        self.assertIn("the case says 0", problems(changed(exit=1), changed(exit=1, stderr="e"))[0])

    def test_a_failure_needs_words_and_never_the_token(self):
        self.assertIn("without a word", problems(changed(exit=1), changed(exit=1), exit=1)[0])
        self.assertIn("shows", problems(changed(exit=1), changed(exit=1, stderr=TOKEN), exit=1)[0])
        self.assertIn("lacks", problems(changed(exit=1), changed(exit=1, stderr="x"), exit=1, stderr="y")[0])

    def test_a_success_is_silent_on_stderr(self):
        self.assertIn("not empty", problems(dbc=changed(stderr="hm"))[0])
        self.assertEqual(problems(changed(stderr="WARN"), changed(stderr="hm")), [])

    def test_a_difference_is_pinned(self):
        other = changed(stdout="b\n")
        self.assertEqual(problems(dbc=other, difference="d", dbc_pins={"stdout": "b\n"}), [])
        self.assertTrue(problems(dbc=other, difference="d", dbc_pins={"stdout": "c\n"}))
        self.assertTrue(problems(dbc=other, difference="d"))
        self.assertTrue(problems(dbc=changed(stdout="b\n", requests=[]), difference="d", dbc_pins={"stdout": "b\n"}))

    def test_a_difference_that_is_gone_fails(self):
        self.assertIn("nothing differs", problems(difference="d", dbc_pins={"stdout": "a\n"})[0])

    def test_order_counts_unless_the_case_says_otherwise(self):
        one, two = changed(requests=["A /", "B /"]), changed(requests=["B /", "A /"])
        self.assertTrue(problems(one, two))
        self.assertEqual(problems(one, two, unordered=True), [])


class Requests(unittest.TestCase):
    def render(self, body, method="POST", target="/a", headers=()):
        return requests_text.render(Recorded(method, target, headers, body))

    def test_types_nulls_and_presence_count_but_not_key_order(self):
        self.assertEqual(self.render(b'{"b":1,"a":null}'), self.render(b'{"a": null, "b": 1}'))
        for other in (b'{"a": null, "b": "1"}', b'{"b": 1}', b'{"a": null, "b": 1.0}', b'{"a": null, "b": true}'):
            self.assertNotEqual(self.render(b'{"a": null, "b": 1}'), self.render(other))

    def test_an_escaped_slash_stays_apart_from_a_slash(self):
        self.assertNotEqual(self.render(b"", target="/a%2Fb"), self.render(b"", target="/a/b"))
        self.assertEqual(self.render(b"", target="/a%20b?q=%2F+x"), self.render(b"", target="/a b?q=/%20x"))

    def test_a_form_is_parsed_into_its_parts(self):
        body = (b'--B\r\nContent-Disposition: form-data; name="path"\r\n\r\ndbfs:/a\r\n'
                b'--B\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n\x00\r\n\xff\r\n--B--\r\n')
        text = self.render(body, headers=(("content-type", "multipart/form-data; boundary=B"),))
        self.assertEqual(text, "POST /a\n  path = b'dbfs:/a'\n  file (x) = b'\\x00\\r\\n\\xff'")

    def test_written_requests_have_the_same_form(self):
        self.assertEqual(requests_text.normal('PUT /a {"b": 1, "a": 2}'), 'PUT /a {"a": 2, "b": 1}')


class Documents(unittest.TestCase):
    def test_rows_and_cases_must_meet(self):
        rows = differences.read("| `a` | x |\n| `b` | x (not in the parity suite: it takes a day) |\n| `c` | x |\n")
        self.assertEqual(rows, {"a": True, "b": False, "c": True})
        found = differences.problems(rows, [case(difference="a"), case(difference="z")])
        self.assertEqual(len(found), 2)

    def test_an_id_stands_once(self):
        with self.assertRaises(ValueError):
            differences.read("| `a` | x |\n| `a` | y |\n")

    def test_case_files_are_checked(self):
        for text in ('[[case]]\nname = "no run"', '[[case]]\nrun = "x"\nunknown = 1',
                     '[[case]]\nrun = "x"\n[[case]]\nrun = "x"', '[[case]]\nrun = "x"\ncredentials = "y"', "= 1"):
            with self.subTest(text), tempfile.TemporaryDirectory() as folder:
                pathlib.Path(folder, "g.toml").write_text(text, encoding="utf-8")
                with self.assertRaises(cases.CaseError):
                    cases.load(pathlib.Path(folder))


class CommandTree(unittest.TestCase):
    FACTS = {"commands": [{"path": "g c", "options": [{"names": ["--x", "-x"], "type": "integer", "required": True}]},
                          {"path": "g d", "alias_of": "g c"}]}

    def listing(self, **option):
        facts = {"names": ["--x", "-x"], "type": "integer", "required": True, "repeatable": False, "modern": False}
        return {"commands": [{"path": "g c", "aliases": ["g d"], "modern": False, "arguments": [],
                              "options": [facts | option]}]}

    def test_names_arity_and_type_count(self):
        tree = command_tree.Tree(self.FACTS)
        self.assertEqual(command_tree.compare(tree, self.listing()), [])
        for other in ({"names": ["--x"]}, {"type": "text"}, {"required": False}, {"repeatable": True}, {"modern": True}):
            self.assertEqual(len(command_tree.compare(tree, self.listing(**other))), 2, other)  # and of the alias
        self.assertEqual(len(command_tree.compare(tree, {"commands": []})), 2)

    def test_words_lead_to_commands(self):
        tree = command_tree.Tree.load()
        self.assertEqual(tree.command_of(["databricks", "--profile", "p", "workspace", "--debug", "rm", "/a"]), "workspace delete")
        self.assertEqual(tree.command_of(["dbfs", "ls"]), "fs ls")
        self.assertEqual(tree.command_of(["databricks", "nothing"]), "")
        self.assertEqual(tree.aliases()["dbfs configure"], "configure")


class Recording(unittest.TestCase):
    def test_answers_come_in_order_and_requests_are_kept(self):
        workspace = Workspace(99)
        self.addCleanup(workspace.close)
        workspace.script(case(reply="{}", replies={"GET /a": ["500 first", "second"]}))
        connection = http.client.HTTPConnection(*workspace.server.server_address)
        self.addCleanup(connection.close)
        answers = []
        for target in ("/a?b=1", "/a", "/a", "/c"):
            connection.request("GET", target)
            reply = connection.getresponse()
            answers.append((reply.status, reply.read()))
        self.assertEqual(answers, [(500, b"first"), (200, b"second"), (200, b"second"), (200, b"{}")])
        self.assertEqual([each.target for each in workspace.requests], ["/a?b=1", "/a", "/a", "/c"])

    def test_a_client_runs_in_a_home_of_its_own(self):
        workspace = Workspace(98)
        self.addCleanup(workspace.close)
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder, "databricks")
            script.write_text('#!/bin/sh\ncat "$1"; cat; echo "$DATABRICKS_HOST" >out; echo x >~/h; exit 3\n')
            script.chmod(0o755)
            given = cases.Case(group="g", run="in.txt", files={"in.txt": "in"}, stdin="typed @HOST@")
            outcome = Client(folder).run(given, workspace)
        self.assertEqual((outcome.exit, outcome.stdout), (3, "intyped @HOST@"))
        self.assertEqual(outcome.files, {"in.txt": "in", "out": "http://@HOST@\n", "~/h": "x\n"})


if __name__ == "__main__":
    unittest.main()
