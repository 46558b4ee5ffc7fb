"""The shell of a notebook where the task's Python has IPython: IPython's own, with the workspace's magics in it.

What cells show goes to the recorder, what they raise to the notebook, and their lines keep the numbers that they have.
"""

import os
import sys
import warnings

import IPython
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from dbc_driver import magic_syntax, magics, processes
from dbc_driver.display import Display

CHANGES_LINES = "leading_empty_lines"  # of IPython's transformations: numbers of lines would no longer be true


def make_shell(notebook):
    magics.use_packages(notebook)  # IPython's own magics start programs, too
    folder = os.path.join(notebook.session.packages, "ipython")  # what it keeps goes with the task
    main = sys.modules["__main__"]
    shell = Shell.instance(notebook, config=configuration(), ipython_dir=folder, user_module=main)
    for name, run in magics.MAGICS.items():
        kind = "line" if name in magics.LINES_ONLY else "line_cell"
        shell.register_magic_function(magic_of(notebook, name, run), kind, name)
    return shell


def configuration():
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.automagic = config.MagicsManager.auto_magic = False
    config.InteractiveShell.colors = "nocolor" if IPython.version_info[0] >= 9 else "NoColor"
    return config


def magic_of(notebook, name, run):
    def call(line, cell=None):
        return run(notebook, line) if cell is None else run(notebook, line, cell)

    call.__name__ = name
    call.__doc__ = run.__doc__
    if name in magics.NO_EXPANSION:
        call._ipython_magic_no_var_expand = True
    return call


class Compiler(CachingCompiler):
    """Cells have the names that the notebook gives them."""

    name_of_cell = None

    def cache(self, transformed_code, number=0, raw_code=None):
        if self.name_of_cell is not None:
            name, self.name_of_cell = self.name_of_cell, None
            return name
        return super().cache(transformed_code, number, raw_code)


class Hook(DisplayHook):
    """The value of a cell's last line."""

    def __call__(self, result=None):
        self.check_for_underscore()
        if result is not None and not self.quiet():
            self.update_user_ns(result)
            self.fill_exec_result(result)
            self.shell.shown.show_value(result)


class Publisher(DisplayPublisher):
    """What `IPython.display` is asked to show."""

    def publish(self, data, metadata=None, *_, **__):
        self.shell.shown.show_bundle(data)

    def clear_output(self, wait=False):
        self.shell.notebook.recorder.clear()


class Shell(InteractiveShell):
    compiler_class = Compiler
    displayhook_class = Hook
    display_pub_class = Publisher

    def __init__(self, notebook, **options):
        self.__dict__["notebook"] = notebook
        self.__dict__["shown"] = Display(notebook.recorder)
        self.__dict__["_depth"] = 0
        self.__dict__["_shown_error"] = None
        super().__init__(**options)
        self.loop_runner = notebook.await_result
        self._take_over(notebook.history)
        manager = self.input_transformer_manager
        manager.cleanup_transforms = [
            step for step in manager.cleanup_transforms if getattr(step, "__name__", "") != CHANGES_LINES
        ]
        # The notebook's traceback says it better.
        warnings.filterwarnings("ignore", "To exit: use 'exit'", UserWarning)

    def _take_over(self, history):
        self.history_manager.input_hist_parsed[:] = history.sources
        self.history_manager.input_hist_raw[:] = history.sources
        self.user_ns["_oh"].update(history.values)
        self.displayhook._, self.displayhook.__, self.displayhook.___ = history.last
        self.user_ns.update(zip(("_", "__", "___"), history.last))
        self.execution_count = history.count + 1
        names = [name for name in self.notebook.provided if name in self.user_ns]
        self.user_ns_hidden.update((name, self.user_ns[name]) for name in names)
        self.compile.flags |= self.notebook.futures

    def init_virtualenv(self):
        """The task's Python is the one that runs."""

    def init_sys_modules(self):
        """The module of the cells is __main__ already."""

    def run(self, source, name):
        """Runs one cell of the notebook; raises what it raises."""
        self.compile.name_of_cell = name
        found = magic_syntax.split_cell_magic(source)
        # Comments may stand above the magic of a cell, and blanks before any.
        source = "%%%%%s %s\n%s" % found if found else magic_syntax.aligned(source)
        self.__dict__["_shown_error"] = None
        result = self.run_cell(source, store_history=True)
        # Some magics show an error, %%time among them, and go on as if there was none.
        error = result.error_before_exec or result.error_in_exec or self._shown_error
        if error is not None:
            raise error

    def run_cell(self, *arguments, **options):
        self.__dict__["_depth"] += 1
        try:
            return super().run_cell(*arguments, **options)
        finally:
            self.__dict__["_depth"] -= 1

    def showtraceback(self, exc_tuple=None, *arguments, **options):
        """Of the notebook's own cells the notebook shows it."""
        if self._depth == 1:
            self.__dict__["_shown_error"] = (exc_tuple or sys.exc_info())[1]
        else:
            super().showtraceback(exc_tuple, *arguments, **options)

    def showsyntaxerror(self, *arguments, **options):
        if self._depth != 1:
            super().showsyntaxerror(*arguments, **options)

    def system(self, cmd):
        magics.use_packages(self.notebook)
        self.user_ns["_exit_code"] = processes.run_script(self.var_expand(cmd, depth=1))

    system_piped = system_raw = system

    def getoutput(self, cmd, split=True, depth=0):
        magics.use_packages(self.notebook)
        text = processes.output_of(self.var_expand(cmd, depth=depth + 1))
        if not split:
            return text
        from IPython.utils.text import SList

        return SList(text.splitlines())

    def ask_exit(self):
        """`exit()` and `quit()`, as Python's own."""
        raise SystemExit

    def enable_gui(self, gui=None):
        """There is no window."""
