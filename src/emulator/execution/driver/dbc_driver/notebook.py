"""A notebook as a task: its cells one after the other, until one fails or says that it is enough."""

import sys

from dbc_driver import endings, script
from dbc_driver.cells import ENGINES, Sources, cells_of, flush_standard_streams, milliseconds, name_of_cell
from dbc_driver.recorder import Recorder


class CellFailed(Exception):
    """A cell ended without success, and its message says all there is to say: no traceback helps."""


class Notebook:
    """The state between cells: their namespace, their sources, what they put out."""

    def __init__(self, session):
        description = session.start["notebook"]
        self.session = session
        self.path = description["path"]
        self.cells = cells_of(description["cells"], description.get("language"))
        self.sources = Sources()
        self.recorder = Recorder(session.vault)
        self.running = []  # paths of the notebooks that %run is in the middle of, the outermost first
        self.namespace = {}
        self.provided = []  # names that were in it before the first cell
        self.loop = None
        self.current = None  # the cell that runs, and when it began

    def begin(self):
        session = self.session
        session.cells = self
        for stream in (sys.stdout, sys.stderr):
            stream.listener = self.recorder.text
        sys.argv = [""]
        self.namespace = script.new_main_module().__dict__
        provided = names_for_cells(session, self)
        self.provided = [name for name in provided if not name.startswith("_")]
        self.namespace.update(provided)
        self.running = [self.path]
        add_own_folder(session, self.path)

    def run_cell(self, cell, notebook=None):
        """Runs a cell of this notebook, or of another one that it brings in."""
        if cell.is_empty:
            return
        if cell.language == "python":
            from dbc_driver.python_cell import run_python

            run_python(self, cell, name_of_cell(cell.number, notebook))
        elif cell.language in ENGINES:
            name = ENGINES[cell.language]
            raise CellFailed("No %s engine is there: cells in %s cannot run in the emulated workspace." % (name, name))
        elif cell.language != "md":
            from dbc_driver import magics

            magics.run(self, cell, notebook or self.path)

    def await_result(self, coroutine):
        """Runs a coroutine of a cell's top level. The loop stays, and so do the tasks that cells start."""
        import asyncio

        if self.loop is None:
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
        return self.loop.run_until_complete(coroutine)


def add_own_folder(session, path):
    """Modules that lie beside the notebook in the workspace can be imported."""
    import posixpath

    from dbc_driver.paths import Paths

    folders = session.start["notebook"].get("folders")  # of one that comes from a repository, whose root counts as well
    sys.path[:0] = folders or [Paths(session).of_argument("/Workspace" + posixpath.dirname(path))]


def names_for_cells(session, notebook):
    """What a notebook's code may use without importing it."""
    from dbc_driver.display import Display

    display = Display(notebook.recorder)

    def line_magic(name, rest):
        from dbc_driver.line_magics import runner

        runner(notebook)(name, rest)

    return {
        "dbutils": session.dbutils,
        "display": display.display,
        "displayHTML": display.display_html,
        "getArgument": lambda name, default=None: session.dbutils.widgets.getArgument(name, default),
        "__dbc_line_magic__": line_magic,
    }


def run_notebook(session):
    notebook = Notebook(session)
    notebook.begin()
    ending = None
    first = session.resumed.get("next_cell", 0)
    for position in range(first, len(notebook.cells)):
        cell = notebook.cells[position]
        if ending is not None:
            report(notebook, cell, "skipped", None)
        else:
            ending = run_and_report(notebook, cell)
    script.run_exit_handlers()
    return ending or endings.success()


def run_and_report(notebook, cell):
    """The task's ending where this cell brings it about, nothing where the next cell follows."""
    started_at = milliseconds()
    notebook.recorder.begin()
    notebook.current = (cell, started_at)
    ending, state = None, "succeeded"
    try:
        notebook.run_cell(cell)
        flush_standard_streams()
        if notebook.recorder.is_too_large:
            raise CellFailed("The output of the notebook is too large: it may have 20 MB, all cells together.")
    except endings.NotebookExit as stop:
        ending, state = endings.exited(stop), "exited"
        notebook.recorder.add("text", "Notebook exited: %s" % stop.value)
    except BaseException as error:
        ending, state = failed_cell(notebook, cell, error), "failed"
    report(notebook, cell, state, started_at)
    return ending


def failed_cell(notebook, cell, error):
    from dbc_driver import notebook_trace, trace

    trace.clean(error)
    where = name_of_cell(cell.number)
    if isinstance(error, CellFailed):
        text = notebook_trace.plain_failure(notebook, cell, str(error))
        ending = {"result": "failed", "error": str(error), "error_trace": text}
    else:
        text = notebook_trace.render(error, notebook.sources)
        ending = endings.failure(error, text)
    flush_standard_streams()
    notebook.recorder.fail({"error": ending["error"], "trace": text, "where": where})
    sys.stderr.listener = None
    sys.stderr.write(text + "\n")
    return ending


def report(notebook, cell, state, started_at):
    described = {
        "index": cell.number,
        "title": cell.title,
        "source": cell.source,
        "language": cell.language,
        "state": state,
        "started_at": started_at,
        "finished_at": None if started_at is None else milliseconds(),
        "outputs": [] if started_at is None else notebook.recorder.finished(),
    }
    described = notebook.session.vault.redact_json(described)
    notebook.session.channel.send({"type": "cells", "cells": [described]})
