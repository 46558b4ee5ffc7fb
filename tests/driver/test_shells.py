"""The same cells through IPython and through the smaller shell that takes its place: the same results.

Each row of the tables runs in both. What the smaller shell lacks it says; those rows have a test of their own.
"""

import concurrent.futures
import os
import subprocess
import sys
import tempfile
import unittest

from shell_rows import ROWS
from supervisor import DriverTest

QUESTION = "import IPython.core.interactiveshell, sys; print(sys.version_info[:2])"


def has_ipython(python):
    try:
        return (
            subprocess.run([python, "-c", QUESTION], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
            == 0
        )
    except OSError:
        return False


def python_with_ipython():
    """This Python, Debian's, or an environment made for these tests, which the package registry is asked for."""
    for python in (os.environ.get("DBC_TEST_IPYTHON"), sys.executable, "/usr/bin/python3"):
        if python and has_ipython(python):
            return python, None
    folder = tempfile.TemporaryDirectory()
    python = os.path.join(folder.name, "bin", "python")
    for command in (
        [sys.executable, "-m", "venv", folder.name],
        [python, "-m", "pip", "install", "-q", "--retries", "1", "ipython"],
    ):
        if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).returncode != 0:
            return None, folder
    return (python if has_ipython(python) else None), folder


PYTHON, KEPT = python_with_ipython()


class Both(DriverTest):
    def runTest(self):
        """A place for one row."""

    def hidden(self):
        """What makes Python take IPython for absent."""
        self.write("hide/IPython/__init__.py", "raise ImportError('hidden')\n")
        return {"PYTHONPATH": os.path.join(self.folder, "hide")}

    def run_in(self, shell, *cells, **members):
        environment = self.hidden() if shell == "plain" else None
        return self.run_cells(*cells, environment=environment, python=PYTHON or sys.executable, **members)

    def check_all(self, shell):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = [pool.submit(self.result_of, shell, row) for row in ROWS]
            for row, result in zip(ROWS, results):
                with self.subTest(row.name):
                    self.check(row, result.result())

    def result_of(self, shell, row):
        place = Both()
        place.setUp()
        try:
            return place.run_in(shell, *row.cells, **row.members)
        finally:
            place.doCleanups()

    def check(self, row, result):
        if row.error is None:
            self.assert_success(result)
        elif row.error == "exit":
            self.assertEqual("exit", result.end["result"], result.end)
        else:
            self.assert_failed(result, row.error)
        for number, expected in enumerate(row.texts, 1):
            text = result.text(number)
            if isinstance(expected, str):
                self.assertEqual(expected, text)
            else:
                self.assertTrue(expected.match(text), text)


class PlainTest(Both):
    def test_rows(self):
        self.check_all("plain")

    def test_says_what_it_lacks(self):
        result = self.run_in("plain", "x = 1\n%who")
        self.assert_failed(
            result, "`%who` not found: it is a magic of IPython, which this Python has not. Install ipython"
        )
        self.assert_failed(self.run_in("plain", "%%capture\n1"), "it is a magic of IPython")
        self.assert_failed(self.run_in("plain", "get_ipython().events"), "has no 'events' without IPython")
        self.assertIn("stay as they are", self.run_in("plain", "%load_ext autoreload\n%autoreload 2").stderr)
        self.assert_failed(self.run_in("plain", "%load_ext other"), "needs IPython")

    def test_a_broken_or_old_ipython_is_none(self):
        for text in ("import no_such_module_of_it", "1/0", "version_info = (5, 0, 0)"):
            with self.subTest(text):
                self.write("hide/IPython/core/interactiveshell.py", "")
                self.write("hide/IPython/core/__init__.py", "")
                environment = self.hidden()
                self.write("hide/IPython/__init__.py", text + "\n")
                result = self.run_cells("!echo a\ntype(get_ipython()).__name__", environment=environment)
                self.assertEqual("a\n'PlainShell'\n", result.text(1))

    def test_plain_cells_start_no_shell(self):
        result = self.run_in("plain", "import sys\nprint([m for m in sys.modules if m.startswith('dbc_driver.pl')])")
        self.assertEqual("[]\n", result.text(1))


@unittest.skipIf(PYTHON is None, "no IPython is there, and pip could not get it")
class IPythonTest(Both):
    def test_rows(self):
        self.check_all("IPython")

    def test_the_rest_of_ipython(self):
        for cells, expected in [
            (["%%capture out\nprint('hidden')", "out.stdout"], ["", "'hidden\\n'\n"]),
            (
                [
                    "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'",
                    "1\n2",
                ],
                ["", "1\n2\n"],
            ),
            (["from IPython import get_ipython\nprint(get_ipython() is not None)"], ["True\n"]),
            (["x = 1\n%who"], ["x\t \n"]),
            (["import IPython\nIPython.display.display(IPython.display.Markdown('*m*'))"], ["*m*\n"]),
            (["%precision 3\n!true", "1.0"], ["", "1.0\n"]),
            (["5", "import IPython", "_1 + Out[1] + _"], ["5\n", "", "15\n"]),
            (
                [
                    "import importlib.util as u\nu.find_spec('IPython') is not None",
                    "from IPython import get_ipython\nprint(get_ipython() is None)",
                ],
                ["True\n", "False\n"],
            ),
        ]:
            with self.subTest(cells[0]):
                result = self.run_in("IPython", *cells)
                self.assert_success(result)
                self.assertEqual(expected, [result.text(number + 1) for number in range(len(cells))])

    def test_it_is_found_once_it_is_installed(self):
        import zipfile

        # A wheel with an IPython that is the one of these tests, found before the hidden one.
        made = os.path.join(self.folder, "dbfs", "late-1-py3-none-any.whl")
        info = "late-1.dist-info/"
        where = subprocess.check_output([PYTHON, "-c", "import IPython, os; print(os.path.dirname(IPython.__file__))"])
        real = where.decode().strip()
        with zipfile.ZipFile(made, "w") as file:
            file.writestr(
                "IPython/__init__.py",
                "__path__ = [%r]\nexec(compile(open(%r).read(), %r, 'exec'))\n"
                % (real, real + "/__init__.py", real + "/__init__.py"),
            )
            file.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: late\nVersion: 1\n")
            file.writestr(
                info + "WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            file.writestr(info + "RECORD", "")
        result = self.run_in(
            "plain",
            "5",
            "!true\ntype(get_ipython()).__name__",
            "%pip install -q --no-index /dbfs/late-1-py3-none-any.whl",
            "%timeit -n1 -r1 1\ntype(get_ipython()).__name__",
            "Out[1] + 1",
        )
        self.assert_success(result)
        self.assertEqual("'PlainShell'\n", result.text(2))
        self.assertIn("'Shell'\n", result.text(4))
        self.assertEqual("6\n", result.text(5))

    def test_modules_are_reloaded(self):
        result = self.run_in(
            "IPython",
            "%load_ext autoreload\n%autoreload 2",
            "%%writefile m_o_d.py\nv = 1\n",
            "import sys\nsys.path.insert(0, '')\n" "import m_o_d\nprint(m_o_d.v)",
            "%%writefile m_o_d.py\nv = 'second'\n",
            "print(m_o_d.v)",
        )
        self.assert_success(result)
        self.assertEqual(["1\n", "second\n"], [result.text(3), result.text(5)])

    def test_plain_cells_do_not_import_it(self):
        result = self.run_in(
            "IPython", "import sys\nx = 1\nprint('IPython' in sys.modules)", "dbutils.widgets.getAll()"
        )
        self.assertEqual("False\n", result.text(1))

    def test_a_trace_shows_the_cell_alone(self):
        result = self.run_in("IPython", "!true\ndef f():\n    1/0\nf()", "print(1)")
        self.assert_failed(result, "ZeroDivisionError")
        trace = result.end["error_trace"]
        self.assertIn("File <cell 1>:4\n", trace)
        self.assertIn("----> 3     1/0", trace)
        self.assertNotIn("interactiveshell", trace)
        self.assertEqual("", result.text(1))

    def test_nothing_is_left_behind(self):
        os.mkdir(self.folder + "/tmp")
        result = self.run_cells(
            "!true\nimport IPython",
            "%restart_python",
            "!true",
            python=PYTHON,
            packages=self.folder + "/own",
            environment={"TMPDIR": self.folder + "/tmp"},
        )
        self.assert_success(result)
        self.assertEqual(["Volumes", "Workspace", "dbfs", "tmp"], sorted(os.listdir(self.folder)))
        self.assertEqual([], os.listdir(self.folder + "/tmp"))


if __name__ == "__main__":
    unittest.main()
