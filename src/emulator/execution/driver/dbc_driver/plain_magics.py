"""Magics of IPython that need nothing of it: for where it is not there. They do and print what IPython's own do."""

import os
import subprocess
import sys

from dbc_driver import processes
from dbc_driver.endings import CellFailed
from dbc_driver.expansion import words_of

NO_EXPANSION = ("time",)


def time_line(notebook, code):
    return timed(notebook, code, "")


def timed(notebook, line, body):
    """%time and %%time. The last line's value is the magic's."""
    import time

    from dbc_driver import magic_syntax, python_cell

    source = magic_syntax.as_python(line + "\n" + body if line.strip() and body else line or body)
    name = "<timed exec>"
    notebook.sources.add(name, source)
    tree = python_cell.parse_python(notebook, source, name)
    last = tree.body.pop() if tree.body and type(tree.body[-1]).__name__ == "Expr" else None
    began, cpu = time.perf_counter(), os.times()
    try:
        python_cell.evaluate(notebook, python_cell.compile_tree(notebook, tree, name, "exec"))
        value = None
        if last is not None:
            last = python_cell._ast.Expression(body=last.value)
            value = python_cell.evaluate(notebook, python_cell.compile_tree(notebook, last, name, "eval"))
    finally:
        print_times(time.perf_counter() - began, cpu, os.times())
    return None if python_cell.is_silent(source) else value


def print_times(wall, before, after):
    user, system = after.user - before.user, after.system - before.system
    parts = (span(user), span(system), span(user + system))
    print("CPU times: user %s, sys: %s, total: %s" % parts)
    print("Wall time: %s" % span(wall))


def span(seconds):
    """`1min 2s`, `3.14 s`, `250 ms`."""
    if seconds >= 60:
        parts = []
        for length, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
            count, seconds = divmod(seconds, length)
            if count >= 1:
                parts.append("%d%s" % (count, unit))
        return " ".join(parts)
    for scale, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns")):
        if seconds * scale >= 1 or unit == "ns":
            return "%.3g %s" % (seconds * scale, unit)


def write_file(notebook, line, body):
    """%%writefile [-a] PATH."""
    words = words_of(line)
    appends = bool(words) and words[0] in ("-a", "--append")
    if len(words) != 1 + appends:
        raise CellFailed("%%writefile takes the path of one file, after -a to append to it.")
    path = words[-1]
    is_there = os.path.exists(path)
    if is_there:
        print("%s %s" % ("Appending to" if appends else "Overwriting", path))
    else:
        print("Writing %s" % path)
    with open(path, "a" if appends else "w", encoding="utf-8") as file:
        file.write(body if body.endswith("\n") else body + "\n")


def run_script(program):
    def run(notebook, line, body):
        """%%bash and %%sh: a failure of the script is the cell's."""
        from dbc_driver.magics import use_packages

        use_packages(notebook)
        words = words_of(line)
        may_fail = "--no-raise-error" in words
        words = [word for word in words if word != "--no-raise-error"]
        if words:
            raise CellFailed(
                "%%%%%s takes --no-raise-error here, and not %r: the rest needs IPython." % (program, words[0])
            )
        code = processes.run_script(body)
        if code != 0 and not may_fail:
            raise subprocess.CalledProcessError(code, body.encode("utf-8", "replace"))

    return run


def run_html(notebook, line, body):
    from dbc_driver.display import Display

    Display(notebook.recorder).display_html(body)


def change_folder(notebook, line):
    words = words_of(line)
    os.chdir(words[0] if words else os.path.expanduser("~"))
    print(os.getcwd())


def print_folder(notebook, line):
    return os.getcwd()


def environment(notebook, line):
    """%env, %env NAME, %env NAME=VALUE and %env NAME VALUE."""
    text = line.strip()
    if not text:
        return dict(os.environ)
    for separator in ("=", " "):
        name, found, value = text.partition(separator)
        if found:
            return set_variable(name.strip(), value.strip())
    if text not in os.environ:
        raise CellFailed("Environment does not have key: %s" % text)
    return os.environ[text]


def set_variable(name, value):
    os.environ[name] = value
    print("env: %s=%s" % (name, value))


def load_extension(notebook, line):
    words = words_of(line)
    if words != ["autoreload"]:
        raise CellFailed("%%load_ext %s needs IPython, which this Python has not." % line.strip())
    return say_what_reloading_lacks(notebook, line)


def say_what_reloading_lacks(notebook, line):
    if "autoreload" not in notebook.told:
        notebook.told.add("autoreload")
        tell_in_the_log("autoreload: modules that change while the notebook runs stay as they are without IPython.\n")


def tell_in_the_log(text):
    listener, sys.stderr.listener = sys.stderr.listener, None
    sys.stderr.write(text)
    sys.stderr.listener = listener


def list_magics(notebook, line):
    from dbc_driver.magics import LINES_ONLY, MAGICS

    lines = sorted({*LINES, *MAGICS})
    cells = sorted({*CELLS, *(name for name in MAGICS if name not in LINES_ONLY)})
    print("Available line magics:\n%s\n" % "  ".join("%" + name for name in lines))
    print("Available cell magics:\n%s\n" % "  ".join("%%" + name for name in cells))
    print("Automagic is OFF, % prefix IS needed for line magics.\nIPython, which has more, is not installed.")


def explain(notebook, line):
    """`name?`: what Python's own help says."""
    import pydoc

    try:
        value = eval(line.strip().lstrip("%"), notebook.namespace)
    except Exception:
        return print("Object `%s` not found." % line.strip())
    print(pydoc.plain(pydoc.render_doc(value)))


def program(name):
    def run(notebook, line):
        from dbc_driver.shell import shell_of

        shell_of(notebook).system("%s %s" % (name, line))

    return run


LINES = {
    "aimport": say_what_reloading_lacks,
    "autoreload": say_what_reloading_lacks,
    "cd": change_folder,
    "env": environment,
    "load_ext": load_extension,
    "lsmagic": list_magics,
    "pinfo": explain,
    "pinfo2": explain,
    "pwd": print_folder,
    "reload_ext": load_extension,
    "set_env": environment,
    "system": program(""),
    "time": time_line,
    **{name: program(name) for name in ("cat", "cp", "ls", "mkdir", "mv", "rm", "rmdir")},
}
CELLS = {
    "bash": run_script("bash"),
    "file": write_file,
    "html": run_html,
    "HTML": run_html,
    "sh": run_script("sh"),
    "time": timed,
    "writefile": write_file,
}
