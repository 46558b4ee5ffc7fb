"""`$name`, `{expression}` and `~` in the lines of magics and commands, as IPython expands them."""

import os
import re
import shlex
import string
import sys

from dbc_driver.endings import CellFailed

# What stands in single quotes is the shell's own.
DOLLAR = re.compile(r"'[^']*'|\$(\$[A-Za-z_][\w.]*|[A-Za-z_][\w.]*)")


class Expressions(string.Formatter):
    """Fields are expressions of Python; `$name` outside of them is one as well."""

    def __init__(self, namespace):
        self._namespace = namespace

    def parse(self, text):
        for literal, field, options, conversion in super().parse(text):
            yield DOLLAR.sub(self._value_of, literal), field, options, conversion

    def get_field(self, name, arguments, options):
        return self._evaluate(name), 0

    def _value_of(self, found):
        name = found.group(1)
        if name is None:
            return found.group(0)
        if name.startswith("$"):
            return name  # $$name is $name for the shell
        return str(self._evaluate(name))

    def _evaluate(self, expression):
        return eval(expression, self._namespace)


def expand(text, namespace, depth=None):
    """The text as it is where one expression in it has no value: the shell knows dollars and braces, too. With `depth`, the
    names of the function that many calls above the caller count as well."""
    if "$" not in text and "{" not in text:
        return text
    if depth is not None:
        namespace = {**namespace, **sys._getframe(depth + 1).f_locals}
    try:
        return Expressions(namespace).vformat(text, (), {})
    except Exception:
        return text


def words_of(text):
    """The words of a line, as a shell takes it apart: with what follows a # left out, and ~ expanded."""
    try:
        words = shlex.split(text, comments=True)
    except ValueError as error:
        raise CellFailed("The line %r cannot be read: %s" % (text, error)) from None
    return [os.path.expandvars(os.path.expanduser(word)) for word in words]
