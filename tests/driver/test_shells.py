"""The same cells through IPython and through the smaller shell that takes its place: the same results.

Each row of the tables runs in both. What the smaller shell lacks it says; those rows have a test of their own.
"""

import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import unittest

from supervisor import DriverTest
from test_magics import exporting

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
CODE = "x = 5\n"


class Row:
    """Cells, and what each of them puts out as text; a failure's message where the run fails."""

    def __init__(self, name, cells, texts, error=None, **members):
        self.name, self.cells, self.texts, self.error, self.members = name, cells, texts, error, members


ROWS = [
    Row("the rest of a cell after a magic runs", ["!echo a\nprint('b')\n!echo c\nx = 1\nx + 1"], ["a\nb\nc\n2\n"]),
    Row(
        "magics in blocks",
        ["for i in range(2):\n    !echo $i\n    if i:\n        %sh echo in\n    print('end')"],
        ["0\nend\n1\nin\nend\n"],
    ),
    Row("text in strings stays", ["!echo a\nq = '''\n%run this\n!ls\n'''\nprint(q)"], ["a\n\n%run this\n!ls\n\n"]),
    Row(
        "text in other strings stays",
        ["!echo a\nprint(\"%s %%d\" % 1, '''a\n%pip\n''' , r'\\\n%x')"],
        ["a\n1 %d a\n%pip\n \\\n%x\n"],
    ),
    Row(
        "brackets stay",
        ["!echo a\nx = (7\n %3)\ny = [1,\n%s][0] if 0 else 2\nprint(x, y)".replace("%s]", "2]")],
        ["a\n1 2\n"],
    ),
    Row("continued lines of Python stay", ["!echo a\nx = 10 \\\n  % 4\nprint(x)"], ["a\n2\n"]),
    Row("a continued magic", ["!echo one \\\n  two \\\n  three\nprint('after')"], ["one two three\nafter\n"]),
    Row("a comment and blanks before", ["# note\n\n  \n!echo a\n# %nope\nprint(1)"], ["a\n1\n"]),
    Row("a cell to the right", ["  %cd -q .\n  print(1)".replace("%cd -q .", "!echo a")], ["a\n1\n"]),
    Row(
        "blanks before magics",
        ["x = 1\n  !echo a\nif x:  # note\n    !echo b\n      !echo c\n  \n    print(x)\nprint('''\n  !echo d\n''')"],
        ["a\nb\nc\n1\n\n  !echo d\n\n"],
    ),
    Row(
        "output as a value", ["x = !printf 'a\\nb'\nprint(x, x.n == 'a\\nb', x.s, len(x))"], ["['a', 'b'] True a b 2\n"]
    ),
    Row(
        "output as values within",
        ["d = {}\nd['k'] = !echo v\na, b = !printf '1\\n2'\nprint(d, a, b)"],
        ["{'k': ['v']} 1 2\n"],
    ),
    Row(
        "comparisons are no assignments",
        ["!echo a\nx = 3\nprint(x == 3, x != 4, x if x <= 3 else 0)"],
        ["a\nTrue True 3\n"],
    ),
    Row("a keyword with a remainder", ["!echo a\ndef f(a=7\n  %4): return a\nprint(f())"], ["a\n3\n"]),
    Row(
        "variables in commands",
        ["w = 'a b'\nd = {'k': [1]}\n!echo $w {w.upper()} {d['k'][0]} '$w' $$w {{x}}"],
        ["a b A B 1 $w {x}\n"],
    ),
    Row("one that is none leaves all", ["w = 'a'\n!w=shell; echo $w ${NONE}. {w}"], ["shell . {w}\n"]),
    Row(
        "variables of the shell", ["import os\nos.environ['GREETING'] = 'hi'\n!echo $GREETING ${GREETING}"], ["hi hi\n"]
    ),
    Row(
        "functions see their names",
        [
            "def f(n):\n    !echo $n\n    return !echo {n}2\n".replace("return", "x =")
            + "    %cd $n\n    return x\nn = 'outer'\nf('/tmp')"
        ],
        ["/tmp\n/tmp\n['/tmp2']\n"],
    ),
    Row("the exit code is kept", ["!exit 3\nprint(_exit_code)"], ["3\n"]),
    Row(
        "several kinds in one cell",
        ["%fs mkdirs /tmp/a\n%fs put /tmp/a/f text\n%fs head /tmp/a/f\nprint('p')"],
        [re.compile("(?s).*text\np\n")],
    ),
    Row(
        "variables in a cell of %fs",
        ["d = '/made'", "%fs mkdirs {d}", "%fs ls dbfs:/\nprint('x')"],
        ["", re.compile(""), re.compile("x")],
    ),
    Row(
        "writefile",
        [
            "n = 'mod'\n",
            "%%writefile {n}.py\nv = '''\n%run\n'''\n",
            "import sys\nsys.path.insert(0, '')\nimport mod\nmod.v",
            "%%writefile -a mod.py\nw = 2\n",
            "print(open('mod.py').read())",
            "%%writefile mod.py\n1",
        ],
        [
            "",
            "Writing mod.py\n",
            "'\\n%run\\n'\n",
            "Appending to mod.py\n",
            "v = '''\n%run\n'''\nw = 2\n\n",
            "Overwriting mod.py\n",
        ],
    ),
    Row(
        "writefile at home",
        ["%%writefile ~/t.txt\nx\n", "import os\nprint(os.path.exists(os.path.expanduser('~/t.txt')))"],
        [re.compile("Writing .*t.txt\n"), "True\n"],
    ),
    Row(
        "time of a cell",
        ["%%time\nx = 6\nprint('in')\nx * 7", "x"],
        [re.compile("in\nCPU times: .*\nWall time: .*\n42\n"), "6\n"],
    ),
    Row(
        "time of a line",
        ["%time y = 3\n%time print(y)"],
        [re.compile("(CPU times: .*\n)?Wall time: .*\n3\n(CPU times: .*\n)?Wall time: .*\n")],
    ),
    Row("time fails", ["%%time\n1/0"], [re.compile(".*")], "ZeroDivisionError"),
    Row("bash", ["%%bash\nfor i in 1 2; do echo $i; done", "# a comment\n%%bash\necho ok"], ["1\n2\n", "ok\n"]),
    Row("bash fails", ["%%bash\necho out\nexit 4"], ["out\n"], "CalledProcessError"),
    Row("folders", ["%cd /tmp\n%pwd", "import os\nprint(os.getcwd())"], ["/tmp\n'/tmp'\n", "/tmp\n"]),
    Row(
        "variables of the environment",
        ["%env A_B=c d", "import os\nprint(os.environ['A_B'])\n%env A_B", "%set_env A_B e"],
        ["env: A_B=c d\n", "c d\n'c d'\n", "env: A_B=e\n"],
    ),
    Row("the template's first cell", ["%load_ext autoreload\n%autoreload 2\nprint('go')"], ["go\n"]),
    Row("matplotlib", ["%matplotlib inline\nx = 1\nx"], ["1\n"]),
    Row(
        "list of magics",
        ["%lsmagic"],
        [re.compile("(?s).?Available line magics:.*%pip .*Available cell magics:.*%%writefile")],
    ),
    Row("history", ["1 + 1", "!true", "_ + 1", "Out[1] + _1 + _3"], ["2\n", "", "3\n", "7\n"]),
    Row("a silent end", ["!true\n5;", "!true\n5 # ; no", "5; # yes"], ["", "5\n", ""]),
    Row(
        "await",
        [
            "import asyncio\n!true\nawait asyncio.sleep(0)\nasync def f():\n    return 3\nawait f()",
            "t = asyncio.ensure_future(f())",
            "await t",
        ],
        ["3\n", "", "3\n"],
    ),
    Row(
        "future statements hold",
        ["from __future__ import annotations", "!true\ndef f(x: Nope): pass\nprint('ok')", "def g(x: Nope): pass"],
        ["", "ok\n", ""],
    ),
    Row(
        "the shell as packages use it",
        [
            "get_ipython().system('echo a')\nget_ipython().run_line_magic('sh', 'echo b')\n"
            "x = get_ipython().getoutput('echo c')\nprint(x, get_ipython().user_ns['x'] is x)\n"
            "get_ipython().run_cell_magic('bash', '', 'echo d')\nr = get_ipython().run_cell('y = 1')",
            "print(y)",
        ],
        ["a\nb\n['c'] True\nd\n", "1\n"],
    ),
    Row("help shows something", ["def f():\n    'the text'\n", "f?"], ["", re.compile("(?s).*the text.*")]),
    Row("display of rich values", ["class H:\n    def _repr_html_(self): return '<b>x</b>'\n!true\nH()"], [""]),
    Row(
        "an unknown magic",
        ["print(1)", "%nope x\nprint(2)"],
        ["1\n", ""],
        "UsageError: Line magic function `%nope` not found",
    ),
    Row("an unknown cell magic", ["%%nope x\nprint(2)"], [""], "%%nope` not found"),
    Row("no Python", ["!echo a\nif x\n  pass"], [""], "SyntaxError"),
    Row("an open string", ["!echo a\nx = '''\n%run"], [""], "SyntaxError"),
    Row("an open bracket", ["!echo a\nx = (1\n%run x"], [""], "SyntaxError"),
    Row("a failure tells its line", ["!true\n\n1/0"], [""], "ZeroDivisionError: division by zero"),
    Row(
        "the end of the notebook",
        ["!echo a\ndbutils.notebook.exit('done')", "print(1)"],
        ["a\nNotebook exited: done"],
        "exit",
    ),
    Row("SystemExit", ["!true\nimport sys\nsys.exit(3)"], [""], "SystemExit: 3"),
    Row("quit", ["!true\nquit()"], [""], "SystemExit"),
    Row("conda", ["%conda install x"], [""], "no conda"),
    Row("SQL as a line", ["x = 1\n%sql select 1"], [""], "No SQL engine is there"),
    Row(
        "run as a line",
        ["%run ./x $a = \"5$\" $b=$mode $c='d e'", "print(a, b, c)"],
        ["", "5$ test d e\n"],
        answer=exporting({"/Users/ada@example.com/x": ["a, b, c = map(dbutils.widgets.get, 'abc')"]}),
        named_parameters={"mode": "test"},
    ),
    Row(
        "run takes variables",
        ["mode = 'v'\nn = 'x'", "%run ./$n $b=$mode $c=$nope  # why", "print(b, c)"],
        ["", "", "v $nope\n"],
        answer=exporting({"/Users/ada@example.com/x": ["b, c = map(dbutils.widgets.get, 'bc')"]}),
    ),
    Row(
        "pip of what is not there goes on",
        ["%pip uninstall -y nothing-of-this-name\nprint('on')"],
        [re.compile("(?s).*Skipping.*\non\n")],
    ),
    Row(
        "restart in the same cell",
        ["x = 1", "!echo before\ndbutils.library.restartPython()", "'x' in globals()"],
        ["", "before\n", "False\n"],
    ),
    Row("restart as a magic", ["x = 1", "%restart_python", "!echo a\n'x' in globals()"], ["", "", "a\nFalse\n"]),
]


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


class SyntaxTest(unittest.TestCase):
    """Lines that are no Python are found by Python's tokenizer."""

    def replaced(self, source):
        sys.path.insert(
            0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/emulator/execution/driver")
        )
        try:
            from dbc_driver.magic_syntax import as_python
        finally:
            sys.path.pop(0)
        return as_python(textwrap.dedent(source))

    def test_numbers_of_lines_stay(self):
        for source in ("%a\nx", "!a \\\n b\nx", "x = !a \\\n b\nx", "x = (1,\n\n2)\n!a\n", "'''\n%a\n'''\n%b"):
            with self.subTest(source):
                self.assertEqual(source.count("\n"), self.replaced(source).count("\n"))

    def test_python_stays_as_it_is(self):
        for source in (
            "x = 5 % 3\ny = (5\n% 3)\n",
            "s = f'{x!r:>{w}}'\n",
            "def f():\n    return '''\n%a'''\n",
            "x = \\\n  5\n",
            "# %a\n#!b\n",
            "class A:\n\n    @d\n    def f(self): pass\n",
            "if x:\n\tpass\nelse:\n\ty = {\n'%a': 1}\n",
            "",
            "\n\n",
            "x = 'a\n",
            "a = b = c % 2\n",
            "x: int = 5\n",
            "lambda a=1: a % 2\n",
            "print(a,\n!b)\n",
        ):
            with self.subTest(source):
                self.assertEqual(source, self.replaced(source))


if __name__ == "__main__":
    unittest.main()
