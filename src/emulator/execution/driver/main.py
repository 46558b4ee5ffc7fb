"""Runs one task of a job: `python3 main.py`, with the supervisor at the other end of the socket DBC_DRIVER_FD."""

import os
import sys


def load_driver():
    """Imports the driver and hides its folder: a task's `import main` must not find this file."""
    import dbc_driver.session

    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != folder]
    return dbc_driver.session


if __name__ == "__main__":
    load_driver().run_task()
