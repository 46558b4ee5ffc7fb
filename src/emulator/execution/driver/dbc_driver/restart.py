"""dbutils.library.restartPython: this process becomes a new Python, and goes on with the next cell."""

import json
import os
import sys

from dbc_driver import FOLDER
from dbc_driver.dbutils.errors import NotAvailable


def restart(session):
    notebook = session.cells
    if notebook is None:
        raise NotAvailable("dbutils.library.restartPython works in notebooks only")
    from dbc_driver.cells import flush_standard_streams
    from dbc_driver.notebook import report

    flush_standard_streams()
    cell, started_at = notebook.current
    report(notebook, cell, "succeeded", started_at)
    become_new_python(session, state_of(session, cell.number))


def state_of(session, next_cell):
    """What outlives the variables. It is handed over in an open file without a name: it may hold secrets."""
    return {
        "start": session.start,
        "next_cell": next_cell,
        "packages": session.packages,
        "secrets": list(session.vault.values),
        **session.dbutils.widgets.state(),
    }


def become_new_python(session, state):
    import tempfile

    file = tempfile.TemporaryFile()
    file.write(json.dumps(state).encode("ascii"))
    file.flush()
    os.environ["DBC_DRIVER_FD"] = str(session.channel.descriptor)
    os.environ["DBC_DRIVER_RESUME"] = str(file.fileno())
    os.set_inheritable(session.channel.descriptor, True)
    os.set_inheritable(file.fileno(), True)
    main = os.path.join(os.path.dirname(FOLDER), "main.py")
    os.execv(sys.executable, [sys.executable, "-u", "-s", "-B", main])


def resumed_session(channel, descriptor):
    from dbc_driver.session import Session

    with open(descriptor, "rb") as file:
        file.seek(0)
        state = json.loads(file.read().decode("ascii"))
    session = Session(channel, state.pop("start"), state)
    for value in state["secrets"]:
        session.vault.add(value)
    if state["packages"]:
        from dbc_driver.packages import use_folder

        use_folder(session, state["packages"])
    return session
