"""The magics that are the workspace's own: as the language of a cell, and as lines within one of Python.

Each takes the notebook, the rest of the line, and what follows the line where the magic is a whole cell's.
"""

from dbc_driver import processes
from dbc_driver.endings import CellFailed
from dbc_driver.expansion import expand, words_of


def run(notebook, cell):
    line = cell.arguments
    if cell.language not in NO_EXPANSION:
        line = expand(line, notebook.namespace)
    MAGICS[cell.language](notebook, line, cell.body)


def run_shell(notebook, line, body=""):
    """%sh: an exit code counts with -e only, as in the service; then the script also ends at its first failure."""
    word, _, rest = line.partition(" ")
    is_strict = word == "-e"
    line = rest if is_strict else line
    use_packages(notebook)
    code = processes.run_script(line + "\n" + body if line else body, ["-e"] if is_strict else [])
    if is_strict and code != 0:
        raise CellFailed("The shell command ended with exit code %d." % code)


def use_packages(notebook):
    """A program that a cell starts finds the packages of the task, and installs into them."""
    from dbc_driver import packages

    packages.folder_of(notebook.session)


def run_file_system(notebook, line, body=""):
    """%fs: `ls /tmp` as dbutils.fs.ls("/tmp")."""
    words = words_of(line or body.strip())
    if not words or words[0] not in ("ls", "cp", "mv", "rm", "mkdirs", "put", "head", "help", "mounts"):
        raise CellFailed("%%fs knows ls, cp, mv, rm, mkdirs, put, head, mounts and help, not %r." % " ".join(words[:1]))
    flags = [word for word in words[1:] if word in ("-r", "-f", "--recurse", "--overwrite")]
    positional = [word for word in words[1:] if word not in flags]
    if positional[2:] and words[0] in ("cp", "mv", "put") or positional[1:] and words[0] == "rm":
        positional[-1] = positional[-1].lower() == "true"
    if flags and words[0] in ("cp", "mv", "rm", "put"):
        positional.append(True)
    if words[0] == "head" and positional[1:]:
        positional[1] = int(positional[1]) if positional[1].isdigit() else positional[1]
    try:
        value = getattr(notebook.session.dbutils.fs, words[0])(*positional)
    except TypeError as error:
        raise CellFailed("%%fs %s: %s. See dbutils.fs.help()" % (words[0], error)) from None
    show_result(notebook, words[0], value)


def show_result(notebook, command, value):
    if command == "head":
        print(value)
    elif value is not None:
        from dbc_driver.display import Display

        Display(notebook.recorder).display(value)


def run_pip(notebook, line, body=""):
    """%pip: into an environment of this task alone."""
    for one in [line, *body.split("\n")]:
        words = words_of(one)
        if words:
            install(notebook, words)
        elif one is line and not body.strip():
            raise CellFailed("%pip needs a command, such as %pip install NAME.")


def install(notebook, words):
    from dbc_driver import packages

    code = packages.run_pip(notebook.session, words, processes.stream)
    if code != 0:
        raise CellFailed("pip ended with exit code %d." % code)
    from dbc_driver import shell

    shell.look_again(notebook)


def run_conda(notebook, line, body=""):
    raise CellFailed("%conda is not there: the emulated workspace has no conda. Install packages with %pip install.")


def restart_python(notebook, line, body=""):
    notebook.session.dbutils.library.restartPython()


def run_matplotlib(notebook, line, body=""):
    """Figures are shown when their cell ends, whatever a notebook asks for: there is no window to put them in."""
    words = words_of(line)
    if words in (["-l"], ["--list"]):
        print("Available matplotlib backends: ['inline']")
    elif words and words[0] not in ("inline", "notebook", "widget", "ipympl", "agg", "auto"):
        print("%%matplotlib %s: there is no window; figures are shown inline." % words[0])


def run_notebook(notebook, line, body=""):
    from dbc_driver.other_notebook import run_here

    run_here(notebook, line, body)


def needs_engine(name, title):
    def run_engine(notebook, line, body=""):
        raise CellFailed("No %s engine is there: cells in %s cannot run in the emulated workspace." % (title, title))

    return run_engine


MAGICS = {
    "conda": run_conda,
    "fs": run_file_system,
    "matplotlib": run_matplotlib,
    "pip": run_pip,
    "r": needs_engine("r", "R"),
    "restart_python": restart_python,
    "run": run_notebook,
    "scala": needs_engine("scala", "Scala"),
    "sh": run_shell,
    "sql": needs_engine("sql", "SQL"),
}
NO_EXPANSION = ("run", "sh")  # they read `$` in ways of their own
# As whole cells `%%sh` and `%%pip` belong to IPython, or mean nothing.
LINES_ONLY = ("conda", "matplotlib", "restart_python", "run", "sh")
