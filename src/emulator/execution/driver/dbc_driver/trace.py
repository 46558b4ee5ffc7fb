"""Exceptions as a reader wants them: the task's own frames, without those of the driver."""

import os
import sys

from dbc_driver import FOLDER

NO_SPARK = (
    "no Spark engine is there: the emulated workspace runs plain Python. "
    "Read files with Python itself (open, csv, json, pandas) instead"
)
SPARK_NAMES = ("spark", "sc", "sqlContext")


def is_own(filename):
    if filename.startswith(FOLDER + os.sep) or filename == os.path.join(os.path.dirname(FOLDER), "main.py"):
        return True
    ipython = sys.modules.get("IPython.core")
    return ipython is not None and filename.startswith(os.path.dirname(ipython.__file__) + os.sep)


def without_driver(trace):
    """The traceback with the driver's frames taken out, wherever they are."""
    while trace is not None and is_own(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    last = trace
    while last is not None:
        following = last.tb_next
        while following is not None and is_own(following.tb_frame.f_code.co_filename):
            following = following.tb_next
        last.tb_next = following
        last = following
    return trace


def clean(error):
    """Takes the driver's frames out of an exception and of those that it came from, and explains a missing Spark."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        error.__traceback__ = without_driver(error.__traceback__)
        explain(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def explain(error):
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError):
        return
    for name in SPARK_NAMES:
        if error.args == ("name '%s' is not defined" % name,):
            error.args = ("%s: %s" % (error.args[0], NO_SPARK),)


def line_of(error):
    """`ValueError: no number`, as the last line of a traceback begins."""
    name = "SyntaxError" if is_incomplete(error) else type(error).__qualname__
    if type(error).__module__ not in ("builtins", "__main__"):
        name = type(error).__name__
    try:
        message = str(error)
    except Exception:
        message = "<its message cannot be shown>"
    return "%s: %s" % (name, message) if message else name


def is_incomplete(error):
    """A syntax error by a private name, which says that more could follow: in a cell nothing does."""
    return isinstance(error, SyntaxError) and type(error).__name__.startswith("_")


def python_trace(error):
    """The traceback as the interpreter prints it."""
    import traceback

    return "".join(traceback.format_exception(type(error), error, error.__traceback__))
