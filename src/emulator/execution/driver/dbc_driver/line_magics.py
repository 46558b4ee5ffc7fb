"""Lines within a cell of Python that are no Python: `%pip install x` and `!ls`, as IPython reads them."""

import re

LINE = re.compile(r"^(\s*)(?:(%)(\w+)\b ?|!)(.*)$")
CALL = "__dbc_line_magic__"


def replace_line_magics(source):
    """The source with such lines made calls, line by line, so that numbers of lines stay true."""
    lines = []
    for line in source.split("\n"):
        found = LINE.match(line)
        if found:
            indent, percent, name, rest = found.groups()
            line = "%s%s(%r, %r)" % (indent, CALL, name if percent else "!", rest.strip())
        lines.append(line)
    return "\n".join(lines)


def runner(notebook):
    """The function that those calls reach."""

    def run(name, rest):
        from dbc_driver import magics

        if name in ("pip", "fs", "run"):
            magics.RUNNERS[name](notebook, rest, "")
        elif name in ("!", "sh"):
            magics.run_shell(notebook, "", rest)
        elif name == "time":
            run_timed(notebook, rest)
        elif name != "matplotlib":  # figures are always shown inline
            raise NameError("No line magic %%%s is there; those are %%fs, %%pip, %%run, %%sh and %%time" % name)

    return run


def run_timed(notebook, code):
    import time

    started = time.perf_counter()
    exec(compile(code, "<%time>", "exec", dont_inherit=True), notebook.namespace)
    print("Wall time: %.3f s" % (time.perf_counter() - started))
