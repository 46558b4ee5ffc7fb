"""Lines within a cell of Python that are no Python, made calls of the shell: for where IPython is not, which does that.

A magic begins where a statement could. Where that is, Python's own tokenizer tells: nothing within a string, a bracket
or a continued line is touched.
"""

import re
import tokenize

MAGIC = re.compile(r"(\s*)(%{1,2})([A-Za-z_]\w*)\s*(.*)", re.DOTALL)
COMMAND = re.compile(r"(\s*)(!{1,2})(.*)", re.DOTALL)
HELP = re.compile(r"(\s*)(?:(\?{1,2})([%\w.]+)|([%\w.]+)(\?{1,2}))\s*$")
CELL_MAGIC = re.compile(r"%%([A-Za-z_]\w*)[ \t]*(.*)")
BLOCK = re.compile(r":\s*(#.*)?$")
SHELL = "get_ipython()"


def split_cell_magic(source):
    """(name, line, body) of `%%name line` and what follows; None for any other cell."""
    lines = source.split("\n")
    first = next((index for index, line in enumerate(lines) if not is_blank(line)), None)
    found = first is not None and CELL_MAGIC.match(lines[first].lstrip())
    return (found.group(1), found.group(2).rstrip(), "\n".join(lines[first + 1 :])) if found else None


def as_python(source):
    """The source with such lines made calls, line by line, so that numbers of lines stay true."""
    lines = source.split("\n")
    made, at = [], 0
    while at < len(lines):
        text, count = continued(lines, at)
        replaced = replace_statement(text)
        if replaced is None:
            replaced, count = replace_assignment(lines, at)
        made += [replaced] + [""] * (count - 1) if replaced is not None else lines[at : at + count]
        at += count
    return "\n".join(made)


def without_indent(source):
    """A cell may stand to the right as a whole."""
    lines = source.split("\n")
    first = next((line for line in lines if line.strip()), "")
    indent = indent_of(first)
    return "\n".join(line[len(indent) :] if line.startswith(indent) else line for line in lines) if indent else source


def aligned(source):
    """The cell with blanks before it, and before magics in it, that would mean a block taken away."""
    lines = without_indent(source).split("\n")
    at, indent, opens_block = 0, "", False
    while at < len(lines):
        text, count = continued(lines, at)
        if MAGIC.match(text) or COMMAND.match(text):
            if len(indent_of(text)) > len(indent) and not opens_block:
                lines[at] = indent + lines[at].lstrip()
            indent, opens_block = indent_of(lines[at]), False
        else:
            _, count = scan_statement(lines, at)
            if not is_blank(lines[at]):
                indent, opens_block = indent_of(lines[at]), bool(BLOCK.search(lines[at + count - 1]))
        at += count
    return "\n".join(lines)


def indent_of(line):
    return line[: len(line) - len(line.lstrip())]


def continued(lines, at):
    """The line with those that a backslash at its end makes part of it, and how many lines they are."""
    parts, end = [], at
    while lines[end].rstrip(" ").endswith("\\") and end + 1 < len(lines):
        parts.append(lines[end].rstrip()[:-1].rstrip(" ") if parts or lines[end].strip() else "")
        end += 1
    parts.append(lines[end].rstrip())
    return " ".join([parts[0], *(part.strip() for part in parts[1:])]), end - at + 1


def replace_statement(text):
    found = MAGIC.match(text)
    if found:
        indent, marks, name, rest = found.groups()
        return "%s%s.run_line_magic(%r, %r)" % (indent, SHELL, marks[1:] + name, rest)
    found = COMMAND.match(text)
    if found:
        indent, marks, command = found.groups()
        return "%s%s.%s(%r)" % (indent, SHELL, "system" if marks == "!" else "getoutput", command)
    found = HELP.match(text)
    if found:
        marks, name = found.group(2) or found.group(5), found.group(3) or found.group(4)
        return "%s%s.run_line_magic(%r, %r)" % (found.group(1), SHELL, "pinfo2" if len(marks) == 2 else "pinfo", name)
    return None


def replace_assignment(lines, at):
    """The statement that begins there, `x = !ls` or `x = %magic`, as a call, else nothing; and how many lines it has."""
    equals, end = scan_statement(lines, at)
    if equals is None:
        return None, end
    text, count = continued(lines, at)
    target, value = text[: equals + 1], text[equals + 1 :].strip()
    if value.startswith("%"):
        name, _, rest = value.lstrip("%").partition(" ")
        return "%s %s.run_line_magic(%r, %r)" % (target, SHELL, name, rest.strip()), count
    return "%s %s.getoutput(%r)" % (target, SHELL, value.lstrip("!")), count


def scan_statement(lines, at):
    """Where an `=` stands in its first line that a magic follows, or None; and how many lines the statement has."""
    rest = iter(lines[at:])
    depth, equals = 0, None
    try:
        for token in tokenize.generate_tokens(lambda: next(rest) + "\n"):
            if equals is not None and token.string in ("%", "!", "%%", "!!") and token.start[0] == 1:
                return equals, 1
            if token.type == tokenize.ERRORTOKEN and token.string.isspace():
                continue  # how old versions call the blank before a `!`
            equals = None
            if token.string in ("(", "[", "{"):
                depth += 1
            elif token.string in (")", "]", "}"):
                depth -= 1
            elif token.string == "=" and depth == 0 and token.start[0] == 1:
                equals = token.start[1]
            elif token.type == tokenize.NEWLINE or (token.type == tokenize.NL and is_blank(lines[at])):
                return None, token.start[0]
    except (tokenize.TokenError, SyntaxError, StopIteration, RuntimeError):
        pass  # no Python either: its own parser says what is wrong
    return None, len(lines) - at


def is_blank(line):
    return not line.strip() or line.lstrip().startswith("#")
