"""How a task ends, as the end message says it."""


class NotebookExit(BaseException):
    """dbutils.notebook.exit: no Exception, so that `except Exception` around it does not swallow the end."""

    def __init__(self, value):
        super().__init__(value)
        self.value = value


class CellFailed(Exception):
    """A cell ended without success, and its message says all there is to say: no traceback helps."""


def success():
    return {"result": "success"}


def exited(stop):
    return {"result": "exit", "exit_value": stop.value}


def failure(error, trace):
    from dbc_driver.trace import line_of

    return {"result": "failed", "error": line_of(error), "error_trace": trace}
