"""%pip: a place for packages that belongs to this run alone."""

import os
import sys


def run_pip(session, words, run):
    """Runs pip and returns its exit code. `run` takes a command and its environment."""
    if words[0] == "uninstall":
        from dbc_driver.notebook import CellFailed

        raise CellFailed("%pip uninstall has nothing to do: packages of a run go with the run.")
    require_pip()
    words = [local_path(session, word) for word in words]
    if words[0] == "install":
        # Also in a virtual environment: that one belongs to the cluster, whose other runs must not notice.
        words[1:1] = ["--target", folder_of_packages(session), "--upgrade"]
    code = run([sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *words], environment())
    if words[0] == "install" and code == 0:
        import importlib

        importlib.invalidate_caches()
    return code


def require_pip():
    import importlib.util

    if importlib.util.find_spec("pip") is None:
        from dbc_driver.notebook import CellFailed

        raise CellFailed("%%pip needs the module pip, which %s has not. Install it on this machine." % sys.executable)


def folder_of_packages(session):
    """Made when it is first needed."""
    if session.packages is None:
        import tempfile

        use_folder(session, session.start.get("packages") or tempfile.mkdtemp(prefix="packages-"))
    return session.packages


def use_folder(session, folder):
    """Lets this process and those that it starts find the packages, and takes them away at the end."""
    session.packages = folder
    remove_at_the_end(folder)
    sys.path.insert(0, folder)
    older = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry not in ("", folder)]
    os.environ["PYTHONPATH"] = os.pathsep.join([folder, *older])


def remove_at_the_end(folder):
    import atexit
    import shutil
    import signal
    from _thread import get_ident
    from threading import main_thread

    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    def leave(number, _):
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    # This is how a run is cancelled.
    if get_ident() == main_thread().ident and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, leave)


def environment():
    # Warnings about being root make no sense for a folder of one's own.
    return {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}


def local_path(session, word):
    """A path of the workspace within an argument, where it really is."""
    from dbc_driver.paths import Paths

    return Paths(session).of_argument(word)
