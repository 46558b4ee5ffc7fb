"""Cells in other languages: %sh, %fs, %md, %run, %pip, and those that need an engine."""

import base64
import json
import os
import subprocess
import sys
import unittest
import zipfile

from supervisor import DriverTest, run_driver


def exporting(notebooks, language="python"):
    """A workspace with notebooks: lists of cells by path."""

    def answer(method, path, _):
        from urllib.parse import parse_qs, urlsplit

        url = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if (method, url.path, query.get("format")) != ("GET", "/api/2.0/workspace/export", "JUPYTER"):
            return 404, {"error_code": "ENDPOINT_NOT_FOUND", "message": path}
        if query["path"] not in notebooks:
            message = "Path (%s) doesn't exist." % query["path"]
            return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": message}
        cells = [
            {"cell_type": "markdown" if cell.startswith("#!md") else "code", "source": cell.splitlines(True)}
            for cell in notebooks[query["path"]]
        ]
        document = {"cells": cells, "metadata": {"language_info": {"name": language}}, "nbformat": 4}
        content = base64.b64encode(json.dumps(document).encode()).decode()
        return 200, {"content": content, "file_type": "ipynb"}

    return answer


class ShellTest(DriverTest):
    def test_output_is_shown_and_logged(self):
        result = self.run_cells("%sh\necho out\necho err >&2\nprintf 'ä'")
        self.assert_success(result)
        self.assertEqual("out\nerr\nä", result.text(1))
        self.assertEqual("out\nerr\nä", result.stdout)
        self.assertEqual("sh", result.cells[0]["language"])

    def test_exit_code_counts_with_e_only(self):
        self.assert_success(self.run_cells("%sh\nfalse\nexit 3"))
        result = self.run_cells("%sh -e\necho a\nfalse\necho b", "1")
        self.assert_failed(result, "The shell command ended with exit code 1.")
        self.assertEqual("a\n", result.text(1))
        self.assertIn("Cell 1 of /Users/ada@example.com/nb failed", result.end["error_trace"])
        self.assertEqual("skipped", result.cells[1]["state"])

    def test_signal(self):
        self.assert_failed(self.run_cells("%sh -e\nkill -9 $$"), "exit code 137")

    def test_command_beside_the_magic_and_line_magics(self):
        result = self.run_cells("%sh echo one", "!echo two\nx = 5", "if x:\n    %sh echo three\nprint(x)")
        self.assert_success(result)
        self.assertEqual(["one\n", "two\n", "three\n5\n"], [result.text(number) for number in (1, 2, 3)])

    def test_what_stays_in_the_background_holds_nothing_up(self):
        result = self.run_cells("%sh\nsleep 30 &\necho started; echo $! > pid")
        self.assert_success(result)
        self.assertEqual("started\n", result.text(1))
        with open(os.path.join(self.folder, "pid")) as file:
            os.kill(int(file.read()), 9)

    def test_no_input_and_no_descriptor_of_the_supervisor(self):
        result = self.run_cells("%sh\ncat\nls -l /proc/self/fd | grep -c socket; echo $DBC_DRIVER_FD")
        self.assertEqual("0\n\n", result.text(1))

    def test_bytes_that_are_no_text(self):
        self.assertEqual("a\ufffdb", self.run_cells("%sh printf 'a\\377b'").text(1))


class LanguagesTest(DriverTest):
    def test_languages_without_engine(self):
        for magic, name in [("%sql\nSELECT 1", "SQL"), ("%scala\nval x = 1", "Scala"), ("%r\nx <- 1", "R")]:
            with self.subTest(name):
                result = self.run_cells("print(1)", magic, "print(2)")
                self.assert_failed(result, "No %s engine is there: cells in %s cannot run" % (name, name))
                self.assertEqual(["succeeded", "failed", "skipped"], [cell["state"] for cell in result.cells])

    def test_notebook_in_another_language(self):
        result = self.run_cells("%md hello", "%python print(1)", "SELECT 1", language="SQL")
        self.assert_failed(result, "No SQL engine is there")
        self.assertEqual("1\n", result.text(2))

    def test_markdown_puts_nothing_out(self):
        result = self.run_cells("%md\n# Title", "%md-sandbox x")
        self.assert_success(result)
        self.assertEqual([("md", []), ("md", [])], [(cell["language"], cell["outputs"]) for cell in result.cells])

    def test_blanks_before_a_magic_are_nothing(self):
        result = self.run_cells("  %md\n# Title", "\n\t%sh\techo hi", " %python x = 3", "   %fs mkdirs /made", "x")
        self.assert_success(result)
        self.assertEqual(["md", "sh", "python", "fs", "python"], [cell["language"] for cell in result.cells])
        self.assertEqual(["hi\n", "3\n"], [result.text(2), result.text(5)])

    def test_a_magic_among_others_is_a_line(self):
        result = self.run_cells("%fs mkdirs /made\nprint('and more')\n%fs ls /", "%fs mkdirs /made\nls /")
        self.assertIn("and more\n", result.text(1))
        self.assertEqual("table", result.cells[0]["outputs"][-1]["type"])
        self.assert_failed(result, "SyntaxError")

    def test_python_magic_keeps_numbers_of_lines(self):
        result = self.run_cells("# a comment\n%python\nx = 1\nx / 0")
        self.assertIn("File <cell 1>:4", result.end["error_trace"])
        self.assertIn("----> 4 x / 0", result.end["error_trace"])

    def test_unknown_magics(self):
        self.assert_failed(self.run_cells("%nope x"), "UsageError: Line magic function `%nope` not found.")
        self.assert_success(self.run_cells("%matplotlib inline\nx = 1"))
        self.assertIn("Wall time", self.run_cells("%time y = 2").text(1))


class RunTest(DriverTest):
    def test_names_come_back_and_widgets_go_in(self):
        notebooks = {"/Users/ada@example.com/lib/setup": ["who = dbutils.widgets.get('who')", "print('hello', who)"]}
        result = self.run_cells(
            '%run ./lib/setup $who="a b"', "who.upper()", answer=exporting(notebooks), named_parameters={"who": "x"}
        )
        self.assert_success(result)
        self.assertEqual(["hello a b\n", "'A B'\n"], [result.text(1), result.text(2)])

    def test_paths(self):
        notebooks = {"/Shared/a": ["%run ../Shared/b"], "/Shared/b": ["%run c"], "/Shared/c": ["print('c')"]}
        for path in ("/Shared/a", "/Workspace/Shared/a", "../../Shared/a", '"/Shared/a"'):
            with self.subTest(path):
                self.assertEqual("c\n", self.run_cells("%run " + path, answer=exporting(notebooks)).text(1))

    def test_failure_shows_the_other_notebooks_cell(self):
        result = self.run_cells("%run /Shared/a", answer=exporting({"/Shared/a": ["x = 1", "x / 0"]}))
        self.assert_failed(result, "ZeroDivisionError")
        self.assertIn("File <cell 2 of /Shared/a>:1\n", result.end["error_trace"])
        self.assertIn("----> 1 x / 0", result.end["error_trace"])

    def test_exit_within(self):
        result = self.run_cells("%run /a", "1/0", answer=exporting({"/a": ["dbutils.notebook.exit('early')"]}))
        self.assertEqual(("exit", "early"), (result.end["result"], result.end["exit_value"]))

    def test_errors(self):
        circle = exporting({"/Users/ada@example.com/b": ["%run ./nb"]})
        for cell, answer, error in [
            ("%run ./gone", circle, "Notebook not found: /Users/ada@example.com/gone"),
            ("%run ./b", circle, "circle: /Users/ada@example.com/nb -> /Users/ada@example.com/b -> "),
            ("%run", circle, "%run needs the path of a notebook"),
            ("%run ./b x=1", circle, '$name="value"'),
            ("%run ./b\nprint(1)", circle, "alone in its cell"),
            ('%run "./b', circle, "cannot be read"),
            ("%run ./b", lambda *_: (403, {"error_code": "PERMISSION_DENIED", "message": "no"}), "cannot be read: no"),
        ]:
            with self.subTest(cell):
                self.assert_failed(self.run_cells(cell, answer=answer), error)


class FileSystemMagicTest(DriverTest):
    def test_commands(self):
        result = self.run_cells(
            "%fs mkdirs /tmp/a",
            "%fs put /tmp/a/x.txt 'some text'",
            "%fs head /tmp/a/x.txt",
            "%fs ls /tmp/a",
            "%fs cp -r /tmp/a /tmp/b",
            "%fs rm -r /tmp/a",
            "%fs ls dbfs:/tmp",
            "%fs rm /tmp/b true",
        )
        self.assert_success(result)
        self.assertEqual("some text\n", result.text(3))
        table = result.cells[3]["outputs"][0]["data"]
        self.assertEqual(["path", "name", "size", "modificationTime"], table["columns"])
        self.assertEqual(["dbfs:/tmp/a/x.txt", "x.txt", 9], table["rows"][0][:3])
        self.assertEqual("dbfs:/tmp/b/", result.cells[6]["outputs"][0]["data"]["rows"][0][0])

    def test_errors(self):
        self.assert_failed(self.run_cells("%fs format /"), "%fs knows ls, cp")
        self.assert_failed(self.run_cells("%fs ls"), "See dbutils.fs.help()")
        self.assert_failed(self.run_cells("%fs ls /gone"), "java.io.FileNotFoundException")


class PipTest(DriverTest):
    def wheel(self, folder="dbfs/wheels", value=5):
        path = os.path.join(self.folder, folder, "tiny_pack-1.0-py3-none-any.whl")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        info = "tiny_pack-1.0.dist-info/"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("tiny_pack.py", "value = %d\n" % value)
            file.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: tiny-pack\nVersion: 1.0\n")
            file.writestr(
                info + "WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            file.writestr(info + "RECORD", "")
        return path

    def test_installs_into_the_run_and_cleans_up(self):
        self.wheel()
        result = self.run_cells(
            "%pip install --no-index /dbfs/wheels/tiny_pack-1.0-py3-none-any.whl",
            "import tiny_pack, os\nprint(tiny_pack.value)\nprint(os.path.dirname(tiny_pack.__file__))",
            "%sh python3 -c 'import tiny_pack; print(tiny_pack.value)'",
            "dbutils.library.restartPython()",
            "import tiny_pack\ntiny_pack.value",
        )
        self.assert_success(result)
        value, folder = result.text(2).splitlines()
        self.assertEqual(("5", "5\n"), (value, result.text(5)))
        self.assertEqual("5\n", result.text(3))
        self.assertFalse(os.path.exists(folder))
        self.assertIn("tiny", result.text(1))

    def test_cancelling_cleans_up(self):
        self.wheel()
        result = self.run_cells(
            "%pip install --no-index /dbfs/wheels/tiny_pack-1.0-py3-none-any.whl",
            "import tiny_pack, os, signal\nprint(os.path.dirname(tiny_pack.__file__))",
            "os.kill(os.getpid(), signal.SIGTERM)",
        )
        self.assertEqual((-15, None), (result.exit_code, result.end))
        self.assertFalse(os.path.exists(result.text(2).strip()))

    def test_in_a_virtual_environment_too(self):
        self.wheel()
        environment = os.path.join(self.folder, "venv")
        subprocess.check_call([sys.executable, "-m", "venv", "--without-pip", "--system-site-packages", environment])
        notebook = {
            "path": "/nb",
            "language": "PYTHON",
            "cells": [
                {"text": "%pip install --no-index /dbfs/wheels/tiny_pack-1.0-py3-none-any.whl"},
                {
                    "text": "import tiny_pack, sys\nprint(sys.prefix != sys.base_prefix, sys.prefix in tiny_pack.__file__)"
                },
            ],
        }
        python = os.path.join(environment, "bin", "python")
        result = run_driver(self.start("notebook", notebook=notebook), python=python, cwd=self.folder)
        self.assert_success(result)
        self.assertEqual("True False\n", result.text(2))

    def test_lines_of_pip_are_lines(self):
        self.wheel()
        for cell in (
            "%pip install -q --no-index /dbfs/wheels/tiny_pack-1.0-py3-none-any.whl\nimport tiny_pack\nprint(tiny_pack.value)",
            "  %pip install -q --no-index \\\n    /dbfs/wheels/tiny_pack-1.0-py3-none-any.whl\n\n"
            "  import tiny_pack\n  print(tiny_pack.value)",
            "w = 'tiny_pack'\n%pip install -q --no-index --find-links /dbfs/wheels {w} $w  # twice\nimport tiny_pack\n"
            "print(tiny_pack.value)",
        ):
            with self.subTest(cell):
                result = self.run_cells(cell)
                self.assert_success(result)
                self.assertEqual("5\n", result.text(1)[-2:], result.text(1))

    def test_restart_after_pip_in_one_cell(self):
        self.wheel()
        result = self.run_cells(
            "x = 1\n%pip install -q --no-index /dbfs/wheels/tiny_pack-1.0-py3-none-any.whl\ndbutils.library.restartPython()",
            "import tiny_pack\nprint('x' in globals(), tiny_pack.value)",
        )
        self.assert_success(result)
        self.assertEqual("False 5\n", result.text(2))

    def test_pip_of_the_shell_is_the_tasks(self):
        wheel = self.wheel()
        for cell in (
            "!pip install -q --no-index %s" % wheel,
            "%%sh\npip3 install -q --no-index %s" % wheel,
            "%%%%bash\npython3 -m pip install -q --no-index %s" % wheel,
        ):
            with self.subTest(cell):
                result = self.run_cells(
                    cell,
                    "import tiny_pack, os\nprint(tiny_pack.value)\nprint(tiny_pack.__file__)",
                    "%pip uninstall -y tiny_pack",
                    "!python -c 'import tiny_pack' 2>&1 | tail -n 1",
                    packages=self.folder + "/own",
                )
                self.assert_success(result)
                value, place = result.text(2).splitlines()
                self.assertEqual("5", value)
                self.assertTrue(place.startswith(self.folder + "/own/"), place)
                self.assertIn("Successfully uninstalled tiny-pack", result.text(3).replace("tiny_pack", "tiny-pack"))
                self.assertIn("ModuleNotFoundError", result.text(4))
                self.assertFalse(os.path.exists(self.folder + "/own"))

    def test_what_is_there_is_not_installed_again(self):
        result = self.run_cells("%pip install --no-index pip")
        self.assert_success(result)
        self.assertIn("Requirement already satisfied: pip", result.text(1))

    def test_a_package_in_development(self):
        for name, text in (
            ("setup.py", "from setuptools import setup\nsetup(name='grown', version='1', py_modules=['grown'])\n"),
            ("grown.py", "value = 'here'\n"),
        ):
            self.write("Workspace/pack/" + name, text)
        result = self.run_cells(
            "%pip install -q --no-index --no-build-isolation --no-deps -e /Workspace/pack\nimport grown\nprint(grown.value)"
        )
        if "No module named 'setuptools'" in result.text(1) or "invalid command 'bdist_wheel'" in result.text(1):
            self.skipTest("this Python has no setuptools with wheels")
        self.assert_success(result)
        self.assertEqual("here\n", result.text(1)[-5:])

    def test_a_package_that_is_not_there(self):
        self.assert_failed(
            self.run_cells("%pip install --no-index no-such-package-here"), "pip ended with exit code 1."
        )

    def test_errors(self):
        self.assert_failed(self.run_cells("%pip"), "%pip needs a command")
        self.assert_failed(self.run_cells("%pip install 'x"), "cannot be read")
        self.assert_failed(self.run_cells("%conda install x"), "has no conda. Install packages with %pip install.")


class RestartTest(DriverTest):
    def test_variables_go_and_the_rest_stays(self):
        def answer(method, path, body):
            return 200, {"key": "k", "value": base64.b64encode(b"hush-hush").decode()}

        result = self.run_cells(
            "import os\npid = os.getpid()\ndbutils.widgets.text('w', 'default')\ns = dbutils.secrets.get('s', 'k')\n"
            "os.environ['PID'] = str(pid)",
            "print('before')\ndbutils.library.restartPython()\nprint('after')",
            "import os\nprint(os.getpid() == int(os.environ['PID']), 'pid' in globals())\n"
            "print(dbutils.widgets.get('w'), dbutils.widgets.get('p'))\nprint('hush-hush')",
            answer=answer,
            named_parameters={"p": "given"},
        )
        self.assert_success(result)
        self.assertEqual("before\n", result.text(2))
        self.assertEqual("True False\ndefault given\n[REDACTED]\n", result.text(3))
        self.assertEqual([1, 2, 3], [cell["index"] for cell in result.cells])
        self.assertEqual(["succeeded"] * 3, [cell["state"] for cell in result.cells])

    def test_scripts_have_none(self):
        result = self.run_script("from pyspark.dbutils import DBUtils\nDBUtils().library.restartPython()")
        self.assert_failed(result, "NotAvailable: dbutils.library.restartPython works in notebooks only")


if __name__ == "__main__":
    unittest.main()
