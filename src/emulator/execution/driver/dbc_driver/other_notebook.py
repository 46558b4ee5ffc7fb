"""%run: the cells of another notebook, here and in this namespace."""

import base64
import json
import re

from dbc_driver.cells import cells_of_jupyter, has_code
from dbc_driver.endings import CellFailed
from dbc_driver.expansion import expand

RUN_DEPTH = 50  # notebooks within notebooks
PATH = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s"']\S*))""")
# One may follow another's quote at once.
ARGUMENT = re.compile(r"""\s*\$(\w+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)')|=([^\s"']\S*)?)(?=\s|\$|$)""")


def run_here(notebook, line, body):
    if has_code(body.split("\n")):
        raise CellFailed("%run must be alone in its cell: nothing may follow its line.")
    from dbc_driver.dbutils.notebook import resolve

    path, arguments = read_line(notebook, line)
    path = resolve(path, notebook.running[-1])
    enter(notebook, path)
    notebook.session.dbutils.widgets.set_for_run(arguments)
    try:
        for cell in read_cells(notebook.session.channel, path):
            notebook.run_cell(cell, path)
    finally:
        notebook.running.pop()


def read_line(notebook, line):
    """The path and the arguments of `./other $name="value" $name=$variable`."""
    found = PATH.match(line)
    if found is None:
        if line.strip():
            raise CellFailed("The line %r cannot be read: a quote has no end" % line)
        raise CellFailed("%run needs the path of a notebook, such as %run ./setup.")
    path, at, arguments = expand(text_of(found, 1), notebook.namespace), found.end(), {}
    while line[at:].strip() and not line[at:].lstrip().startswith("#"):
        found = ARGUMENT.match(line, at)
        if found is None:
            raise CellFailed('%%run takes arguments as $name="value", not %r.' % line[at:].strip())
        is_bare = found.group(4) is not None
        arguments[found.group(1)] = value_of(notebook, found.group(4)) if is_bare else text_of(found, 2)
        at = found.end()
    return path, arguments


def text_of(found, first):
    return next((text for text in found.groups()[first - 1 :] if text is not None), "")


def value_of(notebook, text):
    """What stands there without quotes may be a variable, or a widget."""
    if text.startswith("$") and text[1:] not in notebook.namespace:
        widgets = notebook.session.dbutils.widgets.getAll()
        return widgets.get(text[1:], text)
    return expand(text, notebook.namespace)


def enter(notebook, path):
    if path in notebook.running:
        raise CellFailed("%%run goes round in a circle: %s" % " -> ".join([*notebook.running, path]))
    if len(notebook.running) > RUN_DEPTH:
        raise CellFailed("%%run goes deeper than %d notebooks." % RUN_DEPTH)
    notebook.running.append(path)


def read_cells(channel, path):
    """The API gives any notebook as a Jupyter document, so that only the workspace knows the forms of sources."""
    from urllib.parse import urlencode

    query = urlencode({"path": path, "format": "JUPYTER"})
    status, body = channel.call("GET", "/api/2.0/workspace/export?" + query)
    if status == 404:
        raise CellFailed("Notebook not found: %s. Give a path that begins with /, ./ or ../" % path)
    if status != 200:
        raise CellFailed("The notebook %s cannot be read: %s" % (path, message_of(body)))
    answer = json.loads(body)
    return cells_of_jupyter(base64.b64decode(answer["content"]).decode("utf-8"))


def message_of(body):
    try:
        return json.loads(body)["message"]
    except (ValueError, KeyError, TypeError):
        return body.strip()
