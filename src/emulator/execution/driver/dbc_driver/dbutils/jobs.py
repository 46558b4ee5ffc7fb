"""dbutils.jobs: values that one task leaves for those after it."""

import json

VALUE_LIMIT = 48 * 1024  # bytes of a value as JSON


class Jobs:
    def __init__(self, session):
        self.taskValues = TaskValues(session)

    def help(self, name=None):
        from dbc_driver.dbutils import help as texts

        texts.show("jobs", name)


class TaskValues:
    def __init__(self, session):
        self._session = session

    def set(self, key, value):
        if not isinstance(key, str) or not key:
            raise TypeError("dbutils.jobs.taskValues.set: key must be a str that is not empty")
        try:
            text = json.dumps(value, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise ValueError("The task value %r cannot be written as JSON: %s" % (key, error)) from None
        if len(text.encode("utf-8")) > VALUE_LIMIT:
            raise ValueError(
                "The task value %r has %d bytes as JSON; at most %d are allowed" % (key, len(text), VALUE_LIMIT)
            )
        self._session.channel.send({"type": "task_value", "key": key, "value": json.loads(text)})

    def get(self, taskKey, key, default=None, debugValue=None):
        values = self._session.start.get("task_values") or {}
        if taskKey in values and key in values[taskKey]:
            return values[taskKey][key]
        if default is not None:
            return default
        if taskKey not in values:
            raise ValueError("No task with the key %r set values before this task in this run" % taskKey)
        raise ValueError("The task %r set no value with the key %r" % (taskKey, key))

    def help(self, name=None):
        from dbc_driver.dbutils import help as texts

        texts.show("jobs.taskValues", name)
