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
    if words[0] == "install" and not in_virtual_environment():
        folder = folder_of_packages(session)
        words[1:1] = ["--target", folder, "--upgrade"]
    code = run([sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *words], environment(session))
    if words[0] == "install" and code == 0:
        import importlib

        importlib.invalidate_caches()
    return code


def require_pip():
    import importlib.util

    if importlib.util.find_spec("pip") is None:
        from dbc_driver.notebook import CellFailed

        raise CellFailed("%%pip needs the module pip, which %s has not. Install it on this machine." % sys.executable)


def in_virtual_environment():
    return sys.prefix != sys.base_prefix


def folder_of_packages(session):
    """Made when it is first needed."""
    if session.packages is None:
        import tempfile

        use_folder(session, session.start.get("packages") or tempfile.mkdtemp(prefix="packages-"))
    return session.packages


def use_folder(session, folder):
    """Lets this process and those that it starts find the packages, and takes them away at the end."""
    import atexit
    import shutil

    session.packages = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sys.path.insert(0, folder)
    older = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry not in ("", folder)]
    os.environ["PYTHONPATH"] = os.pathsep.join([folder, *older])


def environment(session):
    # Warnings about being root make no sense for a folder of one's own.
    return {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}


def local_path(session, word):
    """A path of the workspace within an argument, where it really is."""
    from dbc_driver.paths import Paths

    return Paths(session).of_argument(word)
