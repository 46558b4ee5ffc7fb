"""Cells in other languages than Python: %sh, %fs, %pip and %run."""

import os
import shlex
import sys

from dbc_driver.notebook import CellFailed

RUN_DEPTH = 50  # notebooks within notebooks


def run(notebook, cell, path):
    del path  # relative paths of %run start from what is running
    RUNNERS[cell.language](notebook, cell.arguments, cell.body)


def words_of(text):
    try:
        return shlex.split(text)
    except ValueError as error:
        raise CellFailed("The line %r cannot be read: %s" % (text, error)) from None


def run_shell(notebook, arguments, script):
    """%sh: an exit code counts with -e only, as in the service; then the script also ends at its first failure."""
    options, script = shell_options(arguments, script)
    code = shell_exit_code(options, script)
    if options and code != 0:
        raise CellFailed("The shell command ended with exit code %d." % code)


def shell_options(arguments, script):
    word, _, rest = arguments.partition(" ")
    options = ["-e"] if word == "-e" else []
    if options:
        arguments = rest
    return options, arguments + "\n" + script if arguments else script


def shell_exit_code(options, script):
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as file:
        file.write(script.lstrip("\n") + "\n")
        file.flush()
        return stream_process([shell(), *options, file.name])


def shell():
    import shutil

    return shutil.which("bash") or "/bin/sh"


def stream_process(command, environment=None):
    """Runs a command and shows what it prints, as it prints it. Returns its exit code, as a shell gives it."""
    import subprocess

    flush = sys.stdout.flush
    flush()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )
    try:
        copy_output(process)
    except BaseException:
        process.kill()
        raise
    finally:
        process.stdout.close()
        code = process.wait()
        flush()
    return code if code >= 0 else 128 - code


def copy_output(process):
    """Until the process is gone. What it left running in the background may keep the pipe open for longer."""
    import codecs
    import select

    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    pipe = process.stdout.fileno()
    is_gone = False
    while True:
        if select.select([pipe], [], [], 0 if is_gone else 0.05)[0]:
            chunk = os.read(pipe, 1 << 16)
            sys.stdout.write(decode(chunk, final=not chunk))
            if not chunk:
                return
        elif is_gone:
            return
        else:
            is_gone = process.poll() is not None


def run_file_system(notebook, arguments, body):
    """%fs: `ls /tmp` as dbutils.fs.ls("/tmp")."""
    words = words_of(arguments or body.strip())
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


def run_pip(notebook, arguments, body):
    """%pip: packages come into a folder of this run, found before those of the machine."""
    words = words_of(arguments or body.strip())
    if not words:
        raise CellFailed("%pip needs a command, such as %pip install NAME.")
    from dbc_driver import packages

    code = packages.run_pip(notebook.session, words, stream_process)
    if code != 0:
        raise CellFailed("pip ended with exit code %d." % code)


def run_notebook(notebook, arguments, body):
    """%run: the cells of another notebook, here and in this namespace."""
    if any(line.strip() and not line.lstrip().startswith("#") for line in body.split("\n")):
        raise CellFailed("%run must be alone in its cell: nothing may follow its line.")
    words = words_of(arguments.replace("$", " $") if "$" in arguments else arguments)
    if not words:
        raise CellFailed("%run needs the path of a notebook, such as %run ./setup.")
    from dbc_driver.other_notebook import read_cells
    from dbc_driver.dbutils.notebook import resolve

    path = resolve(words[0], notebook.running[-1])
    enter(notebook, path)
    notebook.session.dbutils.widgets.set_for_run(arguments_of(words[1:]))
    try:
        for cell in read_cells(notebook.session.channel, path):
            notebook.run_cell(cell, path)
    finally:
        notebook.running.pop()


def enter(notebook, path):
    if path in notebook.running:
        raise CellFailed("%%run goes round in a circle: %s" % " -> ".join([*notebook.running, path]))
    if len(notebook.running) > RUN_DEPTH:
        raise CellFailed("%%run goes deeper than %d notebooks." % RUN_DEPTH)
    notebook.running.append(path)


def arguments_of(words):
    """`$name="value"` each."""
    arguments = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name.startswith("$") or not equals or len(name) == 1:
            raise CellFailed('%%run takes arguments as $name="value", not %r.' % word)
        arguments[name[1:]] = value
    return arguments


RUNNERS = {"sh": run_shell, "fs": run_file_system, "pip": run_pip, "run": run_notebook}
