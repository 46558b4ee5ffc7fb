"""%pip, and pip in what a cell starts: an environment that belongs to this task alone, over the one of its cluster."""

import os
import sys

# Leads to the packages of the cluster, which this process has already. Without any file in it, pip removes the folder when
# it removes the last package.
BELOW = "cluster.pth"


def run_pip(session, words, run):
    """Runs pip and returns its exit code. `run` takes a command and its environment."""
    require_pip()
    words = [local_path(session, word) for word in words]
    python = os.path.join(folder_of(session), "bin", "python")
    options = ["--disable-pip-version-check", "--no-input"]
    code = run([python, "-m", "pip", *options, *words], {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"})
    if code == 0:
        find_new(session)
    return code


def require_pip():
    import importlib.util

    if importlib.util.find_spec("pip") is None:
        from dbc_driver.endings import CellFailed

        raise CellFailed("%%pip needs the module pip, which %s has not. Install it on this machine." % sys.executable)


def folder_of(session):
    """Made when it is first needed."""
    if session.packages is None:
        import tempfile

        use_folder(session, session.start.get("packages") or tempfile.mkdtemp(prefix="packages-"))
    return session.packages


def use_folder(session, folder):
    """Lets this process and those that it starts find the packages, and takes them away at the end."""
    session.packages = folder
    remove_at_the_end(folder)
    make_environment(folder)
    packages = packages_in(folder)
    put_first("PYTHONPATH", packages, "")
    put_first("PATH", os.path.join(folder, "bin"), os.defpath)
    os.environ["VIRTUAL_ENV"] = folder
    find_new(session)


def put_first(variable, entry, default):
    older = [one for one in os.environ.get(variable, default).split(os.pathsep) if one not in ("", entry)]
    os.environ[variable] = os.pathsep.join([entry, *older])


def find_new(session):
    """What was installed counts from now on, also where a file of paths leads to it."""
    import importlib
    import site

    folder, before = packages_in(session.packages), list(sys.path)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".pth") and name != BELOW:
            site.addpackage(folder, name, set(before))
    added = [entry for entry in sys.path if entry not in before]
    sys.path[:] = [folder, *added, *(entry for entry in before if entry != folder)]
    importlib.invalidate_caches()
    from dbc_driver import environment

    environment.forget_stand_ins()


def packages_in(folder):
    return os.path.join(folder, "lib", "python%d.%d" % sys.version_info[:2], "site-packages")


def make_environment(folder):
    """A virtual environment over that of this process, without copying anything."""
    if os.path.exists(os.path.join(folder, "pyvenv.cfg")):
        return
    programs = os.path.join(folder, "bin")
    os.makedirs(programs, exist_ok=True)
    os.makedirs(packages_in(folder), exist_ok=True)
    python = os.path.realpath(sys.executable)
    for name in ("python", "python3", "python%d.%d" % sys.version_info[:2]):
        os.symlink(python, os.path.join(programs, name))
    for name in ("pip", "pip3"):
        write(os.path.join(programs, name), '#!/bin/sh\nexec "${0%/*}/python" -m pip "$@"\n', 0o755)
    write(os.path.join(folder, "pyvenv.cfg"), settings_of_environment(folder, os.path.dirname(python)))


def settings_of_environment(folder, home):
    """As those of the environment below, which the new one sees."""
    if sys.prefix == sys.base_prefix:
        write(os.path.join(packages_in(folder), BELOW), "")
        return "home = %s\ninclude-system-site-packages = true\nversion = %d.%d\n" % (home, *sys.version_info[:2])
    write(os.path.join(packages_in(folder), BELOW), "import site; site.addsitedir(%r)\n" % packages_in(sys.prefix))
    with open(os.path.join(sys.prefix, "pyvenv.cfg"), encoding="utf-8") as file:
        return file.read()


def write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    os.chmod(path, mode)


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


def local_path(session, word):
    """A path of the workspace within an argument, where it really is."""
    from dbc_driver.paths import Paths

    return Paths(session).of_argument(word)
