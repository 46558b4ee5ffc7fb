"""Notebooks that %run brings in, read through the workspace's API as the run's user."""

import base64
import json

from dbc_driver.cells import cells_of_jupyter
from dbc_driver.notebook import CellFailed


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
