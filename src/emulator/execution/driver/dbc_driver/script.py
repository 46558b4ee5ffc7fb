"""A Python file as a task: what `python3 FILE ARGUMENT...` does."""

import os
import sys

from dbc_driver import endings, trace


def new_main_module(file=None):
    module = type(sys)("__main__")
    module.__builtins__ = sys.modules["builtins"]
    if file is not None:
        module.__file__ = file
    sys.modules["__main__"] = module
    return module


def run_script(session):
    file = spelled(session, session.start["file"])
    sys.argv = [file, *session.start.get("positional_parameters", [])]
    sys.path.insert(0, os.path.dirname(file))

    def body():
        with open(file, "rb") as source:
            code = compile(source.read(), file, "exec", dont_inherit=True)
        names = new_main_module(file).__dict__
        names["dbutils"] = session.dbutils  # there as in a notebook; `spark` would be too, if one was there
        exec(code, names)

    return run_program(body)


def spelled(session, file):
    if session.start.get("paths") != "mapped":
        return file
    from dbc_driver.paths import Paths

    return Paths(session).spelled(file)


def run_program(body):
    """Runs a whole program, its threads and its exit handlers included; returns how it ended."""
    try:
        try:
            body()
        finally:
            wait_for_threads()
    except endings.NotebookExit as stop:
        return endings.exited(stop)
    except SystemExit as stop:
        return ending_of_exit(stop)
    except BaseException as error:
        return ending_of_error(error)
    finally:
        run_exit_handlers()
    return endings.success()


def wait_for_threads():
    """As the interpreter does at its end. Its own function also ends the idle threads of executors."""
    threading = sys.modules.get("threading")
    if threading is not None:
        threading._shutdown()


def run_exit_handlers():
    import atexit

    atexit._run_exitfuncs()


def ending_of_exit(stop):
    if stop.code is None or (isinstance(stop.code, int) and stop.code == 0):
        return endings.success()
    if not isinstance(stop.code, int):
        print(stop.code, file=sys.stderr)
    trace.clean(stop)
    return endings.failure(stop, trace.python_trace(stop))


def ending_of_error(error):
    trace.clean(error)
    text = trace.python_trace(error)
    sys.stderr.write(text)
    return endings.failure(error, text)
