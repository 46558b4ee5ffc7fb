"""Cells of notebooks, and what each of them puts out, whichever shell runs them."""

import re

from test_magics import exporting

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
