"""Tracebacks of cells: which cell, which line, and the lines around it."""

RULE = "-" * 75
AROUND = 4  # lines of a cell above and below the one that failed
REPEATS = 3  # how often the same frame is shown in a row


def render(error, sources):
    from dbc_driver.trace import is_incomplete, line_of

    parts = []
    for link, one in chain_of(error):
        if link:
            parts += ["", link, ""]
        title = "SyntaxError" if is_incomplete(one) else type(one).__name__
        parts += [RULE, title + "Traceback (most recent call last)".rjust(75 - len(title))]
        parts += frames_of(one, sources)
        if isinstance(one, SyntaxError):
            parts += place_of_syntax_error(one, sources)
        parts += ["", line_of(one)]
        parts += [str(note) for note in getattr(one, "__notes__", ())]
    return "\n".join(parts)


def chain_of(error):
    """The exceptions that led to this one, the first one first, each with the words that lead to it."""
    chain = []
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if error.__cause__ is not None:
            link, before = "The above exception was the direct cause of the following exception:", error.__cause__
        elif not error.__suppress_context__:
            link, before = "During handling of the above exception, another exception occurred:", error.__context__
        else:
            link, before = "", None
        chain.append((link if before is not None and id(before) not in seen else "", error))
        error = before
    return reversed(chain)


def frames_of(error, sources):
    shown, last, count = [], None, 0
    for code, line in steps_of(error.__traceback__):
        count = count + 1 if (code, line) == last else 1
        last = (code, line)
        if count <= REPEATS:
            shown += frame_lines(code, line, sources)
        elif count == REPEATS + 1:
            shown.append("    (the same frame again and again)")
    return shown


def steps_of(trace):
    while trace is not None:
        yield trace.tb_frame.f_code, trace.tb_lineno
        trace = trace.tb_next


def frame_lines(code, line, sources):
    # Some versions of IPython name a cell's own code so.
    is_top = code.co_name == "<module>" or code.co_name.startswith("<cell line")
    where = "" if is_top else ", in %s" % code.co_name
    if sources.knows(code.co_filename):
        return ["File %s:%d%s" % (code.co_filename, line, where), *lines_around(sources.lines(code.co_filename), line)]
    import linecache

    text = linecache.getline(code.co_filename, line).strip()
    return ["File %s:%d%s" % (code.co_filename, line, where)] + (["    " + text] if text else [])


def lines_around(lines, line):
    width = len(str(line + AROUND)) + 5
    shown = []
    for number in range(max(1, line - AROUND), min(len(lines), line + AROUND) + 1):
        mark = "----> %d" % number if number == line else str(number)
        shown.append(("%s %s" % (mark.rjust(width + 1), lines[number - 1])).rstrip())
    while shown and line > AROUND and not shown[0].strip():
        shown.pop(0)
    return shown


def place_of_syntax_error(error, sources):
    if error.filename is None or error.lineno is None:
        return []
    place = ["File %s:%d" % (error.filename, error.lineno)]
    text = error.text
    if text is None and sources.knows(error.filename) and 0 < error.lineno <= len(sources.lines(error.filename)):
        text = sources.lines(error.filename)[error.lineno - 1]
    if text is None:
        return place
    place.append("    " + text.rstrip("\n"))
    if error.offset:
        place.append("    " + " " * (error.offset - 1) + "^")
    return place


def plain_failure(notebook, cell, message):
    """For a cell that is no Python: which one, its first line, and why."""
    lines = [line for line in cell.source.split("\n") if line.strip()]
    first = lines[0] if lines else ""
    return "\n".join([RULE, "Cell %d of %s failed" % (cell.number, notebook.path), "    " + first, "", message])
