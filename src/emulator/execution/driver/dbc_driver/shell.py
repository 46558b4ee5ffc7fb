"""What reads cells that are not plain Python: IPython where the task's Python has it, else a smaller one of our own.

Both are asked for as `get_ipython()`. Neither is made before a cell, a package or a program needs it: IPython takes longer
to import than most notebooks take to run.
"""

import builtins
import sys

OLDEST = (7, 17)  # of IPython's versions


def shell_of(notebook):
    """The notebook's shell, made when it is first needed."""
    if notebook.shell is None:
        take_hook_away()
        if has_ipython():
            from dbc_driver.ipython_shell import make_shell
        else:
            from dbc_driver.plain_shell import PlainShell as make_shell
        notebook.shell = make_shell(notebook)
    return notebook.shell


def look_again(notebook):
    """Packages were installed: where IPython is among them, the next cell finds it."""
    if notebook.shell is not None and "IPython" not in sys.modules and has_ipython():
        notebook.shell = None


def has_ipython():
    """Whether a usable one is there; one that cannot be imported is of no use."""
    import importlib.util

    try:
        is_there = importlib.util.find_spec("IPython.core.interactiveshell") is not None
        return is_there and sys.modules["IPython"].version_info[:2] >= OLDEST
    except Exception:
        return False


def offer(notebook):
    """Lets code find the shell: by the name `get_ipython`, and through IPython, if it imports that."""
    builtins.get_ipython = lambda: shell_of(notebook)
    sys.meta_path.insert(0, Hook(notebook))


class Hook:
    """Sees IPython being imported, and has the notebook's shell made as soon as that is done."""

    def __init__(self, notebook):
        self._notebook = notebook
        self._is_asking = False

    def find_spec(self, name, path=None, target=None):
        if name != "IPython" or self._is_asking:
            return None
        import importlib.util

        self._is_asking = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._is_asking = False
        if spec is not None and spec.loader is not None:
            notebook, execute = self._notebook, spec.loader.exec_module

            def exec_module(module):
                execute(module)
                shell_of(notebook)

            spec.loader.exec_module = exec_module
        return spec


def take_hook_away():
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Hook)]
