"""Notebooks: cells of Python, what they show, and how they fail."""

import unittest

from supervisor import DriverTest


class CellsTest(DriverTest):
    def test_cells_share_a_namespace_and_the_last_value_is_shown(self):
        result = self.run_cells("x = 40\nprint('one')", "x + 2", "x + 2;", "None", "_ * 2")
        self.assert_success(result)
        self.assertEqual("one\n", result.text(1))
        self.assertEqual("42\n", result.text(2))
        self.assertEqual([[], [], "84\n"], [result.cells[2]["outputs"], result.cells[3]["outputs"], result.text(5)])
        self.assertEqual("one\n", result.stdout)
        for cell in result.cells:
            self.assertEqual("succeeded", cell["state"])
            self.assertLessEqual(cell["started_at"], cell["finished_at"])
        self.assertEqual([1, 2, 3, 4, 5], [cell["index"] for cell in result.cells])

    def test_failure_shows_cell_line_and_source_and_skips_the_rest(self):
        result = self.run_cells("def f(x):\n    return 1 / x\n", "a = 0\n\nf(a)\n", "print('never')")
        self.assert_failed(result, "ZeroDivisionError: division by zero")
        trace = result.end["error_trace"]
        self.assertIn("File <cell 2>:3\n", trace)
        self.assertIn("----> 3 f(a)", trace)
        self.assertIn("File <cell 1>:2, in f", trace)
        self.assertIn("----> 2     return 1 / x", trace)
        self.assertTrue(trace.endswith("ZeroDivisionError: division by zero"))
        self.assertNotIn("dbc_driver", trace)
        self.assertEqual(["succeeded", "failed", "skipped"], [cell["state"] for cell in result.cells])
        error = result.cells[1]["outputs"][-1]
        self.assertEqual("error", error["type"])
        self.assertEqual(trace, error["data"]["trace"])
        self.assertIn(trace, result.stderr)

    def test_causes_are_shown(self):
        result = self.run_cells("try:\n    {}['k']\nexcept KeyError as e:\n    raise ValueError('no k') from e")
        self.assert_failed(result, "ValueError: no k")
        trace = result.end["error_trace"]
        self.assertLess(trace.index("KeyError: 'k'"), trace.index("direct cause"))
        self.assertLess(trace.index("direct cause"), trace.index("ValueError: no k"))

    def test_deep_recursion_is_shown_shortly(self):
        result = self.run_cells("def f():\n    f()\nf()")
        self.assert_failed(result, "RecursionError")
        self.assertLess(len(result.end["error_trace"]), 3000)

    def test_syntax_error(self):
        result = self.run_cells("ok = 1", "x = 1\nif x\n  pass")
        self.assert_failed(result, "SyntaxError")
        self.assertIn("File <cell 2>:2", result.end["error_trace"])
        self.assertIn("    if x", result.end["error_trace"])

    def test_error_in_a_library_shows_its_file(self):
        result = self.run_cells("import json\njson.loads('{')")
        self.assert_failed(result, "JSONDecodeError")
        self.assertIn("json/__init__.py", result.end["error_trace"])
        self.assertIn("----> 2 json.loads('{')", result.end["error_trace"])

    def test_exception_whose_text_fails(self):
        result = self.run_cells("class E(Exception):\n    def __str__(self):\n        raise OSError\nraise E()")
        self.assert_failed(result, "E: <its message cannot be shown>")

    def test_exit_of_the_interpreter_is_a_failure(self):
        self.assert_failed(self.run_cells("import sys\nsys.exit(0)", "1"), "SystemExit: 0")

    def test_notebook_exit_ends_the_run(self):
        result = self.run_cells(
            "try:\n    dbutils.notebook.exit('done')\nexcept Exception:\n    print('swallowed')", "1/0"
        )
        self.assertEqual("exit", result.end["result"])
        self.assertEqual("done", result.end["exit_value"])
        self.assertEqual(0, result.exit_code)
        self.assertEqual(["exited", "skipped"], [cell["state"] for cell in result.cells])
        self.assertEqual("Notebook exited: done", result.text(1))

    def test_exit_value_becomes_text(self):
        self.assertEqual("5", self.run_cells("dbutils.notebook.exit(5)").end["exit_value"])

    def test_await_at_top_level(self):
        result = self.run_cells(
            "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 7\nx = await f()", "await f() + x"
        )
        self.assert_success(result)
        self.assertEqual("14\n", result.text(2))

    def test_spark_is_explained(self):
        result = self.run_cells("df = spark.range(5)")
        self.assert_failed(result, "NameError: name 'spark' is not defined: no Spark engine is there")
        self.assert_success(self.run_cells("try:\n    spark\nexcept NameError:\n    print('plain')"))

    def test_classes_of_cells_can_be_pickled_and_inspected(self):
        result = self.run_cells(
            "class A:\n    x = 1\ndef f():\n    return 5\n",
            "import pickle, inspect\nprint(pickle.loads(pickle.dumps(A())).x)\nprint(inspect.getsource(f))",
        )
        self.assert_success(result)
        self.assertEqual("1\ndef f():\n    return 5\n\n", result.text(2))

    def test_stdout_and_stderr_keep_their_order(self):
        result = self.run_cells("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')\n'd'")
        self.assertEqual(
            [("stdout", "a\n"), ("stderr", "b\n"), ("stdout", "c\n"), (None, "'d'\n")],
            [(output.get("stream"), output["data"]) for output in result.cells[0]["outputs"]],
        )

    def test_comments_and_empty_cells(self):
        result = self.run_cells("", "# nothing", "   \n\n")
        self.assert_success(result)
        self.assertEqual([[], [], []], [cell["outputs"] for cell in result.cells])

    def test_empty_notebook(self):
        self.assert_success(self.run_cells())

    def test_text_of_a_cell_is_bounded(self):
        result = self.run_cells("for i in range(3):\n    print('x' * (1 << 20))", "print('more')")
        self.assert_success(result)
        self.assertLess(len(result.text(1)), (1 << 20) + 100)
        self.assertTrue(result.text(1).endswith("max output size exceeded, skipping output. ***\n"))
        self.assertEqual("more\n", result.text(2))

    def test_output_of_a_notebook_is_bounded(self):
        result = self.run_cells(*(["displayHTML('x' * (11 << 20))"] * 2), "1")
        self.assert_failed(result, "The output of the notebook is too large")
        self.assertEqual("skipped", result.cells[2]["state"])
        self.assertEqual(["error"], [output["type"] for output in result.cells[1]["outputs"]])

    def test_bytes_are_shown_too(self):
        result = self.run_cells("import sys\nprint('a', end='')\nsys.stdout.buffer.write(b'b\\xff\\n');\nprint('c')")
        self.assert_success(result)
        self.assertEqual("ab\ufffd\nc\n", result.text(1))


class DisplayTest(DriverTest):
    def outputs(self, code):
        result = self.run_cells(code)
        self.assert_success(result)
        return result.cells[0]["outputs"]

    def test_rows_become_tables(self):
        expected = {"columns": ["a", "b"], "rows": [[1, None], [None, "x"]], "truncated": False}
        self.assertEqual([{"type": "table", "data": expected}], self.outputs("display([{'a': 1}, {'b': 'x'}])"))
        code = "from collections import namedtuple\nP = namedtuple('P', 'x y')\ndisplay([P(1.5, float('nan'))])"
        expected = {"columns": ["x", "y"], "rows": [[1.5, "nan"]], "truncated": False}
        self.assertEqual([{"type": "table", "data": expected}], self.outputs(code))

    def test_a_frame_becomes_a_table(self):
        code = (
            "class Frame:\n    columns = ['n', 'd']\n"
            "    def itertuples(self, index, name):\n        return iter([(1, {'k': 2})])\ndisplay(Frame())"
        )
        expected = {"columns": ["n", "d"], "rows": [[1, "{'k': 2}"]], "truncated": False}
        self.assertEqual([{"type": "table", "data": expected}], self.outputs(code))

    def test_long_tables_are_cut(self):
        data = self.outputs("display([{'n': i} for i in range(10001)])")[0]["data"]
        self.assertEqual((10000, True), (len(data["rows"]), data["truncated"]))

    def test_html(self):
        self.assertEqual([{"type": "html", "data": "<b>1</b>"}], self.outputs("displayHTML('<b>1</b>')"))
        code = "class H:\n    def _repr_html_(self):\n        return '<i>h</i>'\nH()"
        self.assertEqual([{"type": "html", "data": "<i>h</i>"}], self.outputs(code))

    def test_other_values_are_shown_as_text(self):
        self.assertEqual(
            [{"type": "text", "data": "5\n"}],
            [{"type": output["type"], "data": output["data"]} for output in self.outputs("display(5)")],
        )

    def test_printed_text_comes_first(self):
        kinds = [output["type"] for output in self.outputs("print('a', end='')\ndisplayHTML('b')\nprint('c')")]
        self.assertEqual(["text", "html", "text"], kinds)


class WidgetsTest(DriverTest):
    def test_parameters_and_defaults(self):
        result = self.run_cells(
            "dbutils.widgets.text('a', 'x')\n"
            "dbutils.widgets.dropdown('b', '1', ['1', '2'], 'Number')\n"
            "dbutils.widgets.combobox('c', 'free', ['1'])\n"
            "dbutils.widgets.multiselect('d', '1', ['1', '2'])\n"
            "print([dbutils.widgets.get(n) for n in 'abcde'], getArgument('b'), getArgument('zz', 'none'))\n"
            "print(dbutils.widgets.getAll())",
            named_parameters={"a": "given", "d": "1,2", "e": "unasked"},
        )
        self.assert_success(result)
        first, second = result.text(1).splitlines()
        self.assertEqual("['given', '1', 'free', '1,2', 'unasked'] 1 none", first)
        self.assertEqual("{'a': 'given', 'b': '1', 'c': 'free', 'd': '1,2', 'e': 'unasked'}", second)

    def test_errors(self):
        for code, error in [
            ("dbutils.widgets.get('no')", "InputWidgetNotDefined: No input widget named no is defined"),
            ("dbutils.widgets.dropdown('b', '3', ['1', '2'])", "'3' of the widget b is none of its choices"),
            ("dbutils.widgets.text('a', 5)", "defaultValue must be a str, not int"),
            ("dbutils.widgets.dropdown('a', '1', '123')", "choices must be a list of str"),
            ("dbutils.widgets.text('', '')", "must not be empty"),
            ("dbutils.widgets.text('a', '')\ndbutils.widgets.remove('a')\ndbutils.widgets.get('a')", "named a"),
            ("dbutils.widgets.text('a', '')\ndbutils.widgets.removeAll()\ndbutils.widgets.get('a')", "named a"),
            ("getArgument('no')", "No input widget named no is defined"),
        ]:
            with self.subTest(code):
                self.assert_failed(self.run_cells(code), error)


class SurroundingsTest(DriverTest):
    def test_the_working_folder_is_the_notebooks_own_from_14_on(self):
        self.write("Workspace/Users/ada@example.com/data.txt", "beside")
        for version, is_own in (("15.4", True), ("13.3", False)):
            with self.subTest(version):
                result = self.run_cells(
                    "import os\nprint(os.path.exists('data.txt'))\nos.chdir('/')",
                    "dbutils.library.restartPython()",
                    "import os\nprint(os.path.exists('data.txt'))",
                    environment={"DATABRICKS_RUNTIME_VERSION": version},
                )
                self.assertEqual("%s\n" % is_own, result.text(1))
                self.assertEqual("%s\n" % is_own, result.text(3))

    def test_text_that_is_none(self):
        result = self.run_cells(
            "x = 'a\\ud800b'\nprint('x\\udcff😀')\ndisplay([{'k\\ud800': '\\ude00'}])",
            "dbutils.notebook.exit('v\\ud83d')",
        )
        self.assertEqual("exit", result.end["result"])
        self.assertEqual("v\ufffd", result.end["exit_value"])
        self.assertEqual("x\ufffd😀\n", result.text(1))
        self.assertEqual(
            {"columns": ["k\ufffd"], "rows": [["\ufffd"]], "truncated": False}, result.cells[0]["outputs"][1]["data"]
        )

    def test_bytes_beside_text(self):
        result = self.run_cells("import sys\nsys.stdout.buffer.write(b'caf\\xe9\\0\\n')\nprint('a\\0b')")
        self.assertEqual("caf\ufffd\0\na\0b\n", result.text(1))

    def test_characters_in_pieces(self):
        result = self.run_cells(
            "import sys\nout = sys.stdout.buffer\nfor b in '€😀'.encode(): out.write(bytes([b]))\nout.write(b'\\xe2\\x96')\nprint('a')\n"
            "out.write(b'\\xe2');",
            "print('b')",
        )
        self.assertEqual(["€😀\ufffda\n\ufffd", "b\n"], [result.text(1), result.text(2)])


if __name__ == "__main__":
    unittest.main()
