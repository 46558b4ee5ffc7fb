"""The shell of a notebook where the task's Python has no IPython: the same calls, for the magics that need none of it."""

from dbc_driver import magic_syntax, processes
from dbc_driver.expansion import expand

# What IPython knows and this shell does not, so that nobody looks for a mistake in the name.
OF_IPYTHON = frozenset(
    "alias alias_magic autoawait autocall automagic bookmark cache capture code_wrap colors config debug dhist dirs edit "
    "gui history javascript js latex load loadpy logoff logon logstart logstate logstop macro markdown mprun notebook page "
    "pastebin pdb pdef pdoc perl pfile pinfo2 popd pprint precision prun psearch psource pushd pycat pylab pypy quickref "
    "recall rehashx rerun reset reset_selective ruby save sc script store subshell svg sx tb timeit unalias unload_ext who "
    "who_ls whos xdel xmode".split()
)
INSTALL = "Install ipython (as a library of the task, or with %pip) for it"


class UsageError(Exception):
    """A magic that is not there, or that was called in a wrong way. IPython's error has this name."""


class Lines(list):
    """What a command printed, line by line, in the forms that IPython gives."""

    @property
    def n(self):
        return "\n".join(self)

    @property
    def s(self):
        return " ".join(self)

    l = list = property(lambda self: self)
    nlstr, spstr = n, s


class PlainShell:
    def __init__(self, notebook):
        self._notebook = notebook
        self.user_ns = notebook.namespace
        self.config = {}

    def run(self, source, name):
        """Runs one cell. Cells that follow are plain Python again where they can be."""
        from dbc_driver import python_cell

        found = magic_syntax.split_cell_magic(source)
        if found:
            self._notebook.history.begin(source)
            magic, line, body = found
            return self._show(self.run_cell_magic(magic, line, body))
        python = magic_syntax.as_python(magic_syntax.aligned(source))
        python_cell.run_tree(self._notebook, source, python_cell.parse_python(self._notebook, python, name), name)

    def run_line_magic(self, name, line, _stack_depth=1):
        from dbc_driver import magics, plain_magics

        if name in magics.MAGICS:
            line = line if name in magics.NO_EXPANSION else expand(line, self.user_ns, 1)
            return magics.MAGICS[name](self._notebook, line)
        if name in plain_magics.LINES:
            line = line if name in plain_magics.NO_EXPANSION else expand(line, self.user_ns, 1)
            return plain_magics.LINES[name](self._notebook, line)
        raise missing("Line magic function `%%%s` not found" % name, name)

    def run_cell_magic(self, name, line, cell):
        from dbc_driver import magics, plain_magics

        line = line if name in plain_magics.NO_EXPANSION else expand(line, self.user_ns, 1)
        if name in magics.MAGICS and name not in magics.LINES_ONLY:
            return magics.MAGICS[name](self._notebook, line, cell)
        if name in plain_magics.CELLS:
            return plain_magics.CELLS[name](self._notebook, line, cell)
        raise missing("Cell magic `%%%%%s` not found" % name, name)

    def magic(self, text):
        name, _, line = text.lstrip("%").partition(" ")
        return self.run_line_magic(name, line.strip())

    def system(self, command):
        from dbc_driver.magics import use_packages

        use_packages(self._notebook)
        code = processes.run_script(expand(command, self.user_ns, 1))
        self.user_ns["_exit_code"] = code

    def getoutput(self, command, split=True, depth=0):
        from dbc_driver.magics import use_packages

        use_packages(self._notebook)
        text = processes.output_of(expand(command, self.user_ns, depth + 1))
        return Lines(text.splitlines()) if split else text

    def run_cell(self, raw_cell, *_, **__):
        self.run(raw_cell, "<string>")

    def ev(self, expression):
        return eval(expression, self.user_ns)

    def ex(self, code):
        exec(code, self.user_ns)

    def push(self, variables):
        self.user_ns.update(variables)

    def _show(self, value):
        if value is not None:
            from dbc_driver.python_cell import show

            self._notebook.history.keep(value)
            show(self._notebook, value)

    def __getattr__(self, name):
        raise AttributeError("get_ipython() has no %r without IPython. %s" % (name, INSTALL))


def missing(message, name):
    if name in OF_IPYTHON:
        message += ": it is a magic of IPython, which this Python has not"
        return UsageError(message + ". " + INSTALL)
    return UsageError(message + ".")
