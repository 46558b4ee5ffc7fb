"""dbutils.widgets: a task's parameters, with the defaults that the notebook declares."""

from dbc_driver.dbutils.errors import ExecutionError


class Widgets:
    def __init__(self, session):
        # What a run passes is there whether or not the notebook declares a widget for it.
        self._values = dict(session.resumed.get("parameters") or session.start.get("named_parameters") or {})
        self._declared = dict(session.resumed.get("widgets") or {})

    def text(self, name, defaultValue="", label=None):
        self._declare("text", name, defaultValue, label)

    def dropdown(self, name, defaultValue, choices, label=None):
        self._declare_choice("dropdown", name, defaultValue, choices, label)

    def combobox(self, name, defaultValue, choices, label=None):
        require_choices("combobox", choices)
        self._declare("combobox", name, defaultValue, label)

    def multiselect(self, name, defaultValue, choices, label=None):
        self._declare_choice("multiselect", name, defaultValue, choices, label)

    def get(self, name):
        require_text("get", "name", name)
        if name in self._values:
            return self._values[name]
        if name in self._declared:
            return self._declared[name]
        raise ExecutionError(
            "dbutils.widgets.get",
            "com.databricks.dbutils_v1.InputWidgetNotDefined",
            "No input widget named %s is defined" % name,
        )

    def getArgument(self, name, defaultValue=None):
        try:
            return self.get(name)
        except ExecutionError:
            if defaultValue is None:
                raise
            return defaultValue

    def getAll(self):
        return {**self._declared, **self._values}

    def remove(self, name):
        require_text("remove", "name", name)
        self._declared.pop(name, None)
        self._values.pop(name, None)

    def removeAll(self):
        self._declared.clear()
        self._values.clear()

    def help(self, name=None):
        from dbc_driver.dbutils import help as texts

        texts.show("widgets", name)

    def set_for_run(self, arguments):
        """Values that %run passes."""
        self._values.update(arguments)

    def state(self):
        return {"parameters": self._values, "widgets": self._declared}

    def _declare(self, kind, name, default, label):
        require_text(kind, "name", name)
        require_text(kind, "defaultValue", default)
        if label is not None:
            require_text(kind, "label", label)
        if not name:
            raise invalid(kind, "the name of a widget must not be empty")
        self._declared[name] = default

    def _declare_choice(self, kind, name, default, choices, label):
        require_text(kind, "defaultValue", default)
        require_choices(kind, choices)
        if default not in choices:
            raise invalid(kind, "the default value %r of the widget %s is none of its choices" % (default, name))
        self._declare(kind, name, default, label)


def invalid(kind, message):
    return ExecutionError("dbutils.widgets." + kind, "java.lang.IllegalArgumentException", message)


def require_text(kind, what, value):
    if not isinstance(value, str):
        raise TypeError("dbutils.widgets.%s: %s must be a str, not %s" % (kind, what, type(value).__name__))


def require_choices(kind, choices):
    if isinstance(choices, str) or not all(isinstance(choice, str) for choice in choices):
        raise TypeError("dbutils.widgets.%s: choices must be a list of str" % kind)
    if not choices:
        raise invalid(kind, "a widget needs at least one choice")
