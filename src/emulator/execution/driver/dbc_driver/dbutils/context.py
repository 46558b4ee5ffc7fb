"""What programs ask a notebook's context for, spelled as the JVM's object spells it."""

import json

from dbc_driver.dbutils.errors import NotAvailable


class Option:
    """A value that may be missing, with the methods of Scala's class."""

    def __init__(self, value, name):
        self._value = value
        self._name = name

    def get(self):
        if self._value is None:
            raise ValueError("%s: this run has no such value (None.get)" % self._name)
        return self._value

    def getOrElse(self, default):
        value = default() if callable(default) else default
        return value if self._value is None else self._value

    def isDefined(self):
        return self._value is not None

    nonEmpty = isDefined

    def isEmpty(self):
        return self._value is None

    def toString(self):
        return "None" if self._value is None else "Some(%s)" % self._value

    __str__ = __repr__ = toString


class Tags:
    """Texts by name."""

    def __init__(self, values):
        self._values = {key: str(value) for key, value in values.items() if value is not None}

    def get(self, name):
        return Option(self._values.get(name), name)

    def apply(self, name):
        return self.get(name).get()

    def contains(self, name):
        return name in self._values

    def keys(self):
        return list(self._values)

    def as_dict(self):
        return dict(self._values)


class NotebookContext:
    def __init__(self, session):
        self._session = session
        self._context = session.context
        self._path = session.cells.path if session.cells is not None else None

    def notebookPath(self):
        return Option(self._path, "notebookPath")

    def userName(self):
        return Option(self._context.get("user"), "userName")

    def jobId(self):
        return self._text("job_id")

    def currentRunId(self):
        return self._text("task_run_id")

    def clusterId(self):
        return self._text("cluster_id")

    def workspaceId(self):
        return self._text("workspace_id")

    def apiUrl(self):
        return Option(self._session.gateway.url, "apiUrl")

    def browserHostName(self):
        url = self._context.get("workspace_url")
        return Option(url.split("://", 1)[-1].rstrip("/") if url else None, "browserHostName")

    def apiToken(self):
        """Good at `apiUrl` alone, and as long as the task runs."""
        return Option(self._session.gateway.token, "apiToken")

    def tags(self):
        context = self._context
        return Tags(
            {
                "jobId": context.get("job_id"),
                "runId": context.get("task_run_id"),
                "multitaskParentRunId": context.get("run_id"),
                "currentRunId": context.get("task_run_id"),
                "idInJob": context.get("run_id"),
                "taskKey": context.get("task_key"),
                "jobName": context.get("job_name"),
                "user": context.get("user"),
                "clusterId": context.get("cluster_id"),
                "orgId": context.get("workspace_id"),
                "browserHostName": self.browserHostName().getOrElse(None),
            }
        )

    def toJson(self):
        run_id = self._context.get("task_run_id")
        return json.dumps(
            {
                "rootRunId": None,
                "currentRunId": None if run_id is None else {"id": run_id},
                "jobGroup": None,
                "tags": self.tags().as_dict(),
                "extraContext": {
                    "notebook_path": self._path,
                    "api_url": self._context.get("workspace_url"),
                },
            }
        )

    safeToJson = toJson

    def _text(self, name):
        value = self._context.get(name)
        return Option(None if value is None else str(value), name)


class EntryPoint:
    """dbutils.notebook.entry_point, as far as its getDbutils().notebook().getContext()."""

    def __init__(self, session):
        self._session = session

    def getDbutils(self):
        return self

    def notebook(self):
        return self

    def getContext(self):
        return NotebookContext(self._session)

    def __getattr__(self, name):
        raise NotAvailable("dbutils.notebook.entry_point.%s does not exist: there is no JVM here" % name)
