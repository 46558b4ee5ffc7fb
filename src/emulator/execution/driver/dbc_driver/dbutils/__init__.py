"""`dbutils`. Each part is imported when it is first used."""

from dbc_driver.dbutils.errors import NotAvailable

ABSENT = {
    "credentials": "it hands out credentials of a cloud provider",
    "data": "it summarizes data with Spark",
    "meta": "it compiles classes for Scala",
    "preview": "it holds previews of the service",
    "api": "it belongs to the service's own libraries",
}


class DBUtils:
    """Tools of a task: fs, jobs, library, notebook, secrets, widgets."""

    def __init__(self, session):
        self._session = session

    def __getattr__(self, name):
        part = self._make(name)
        setattr(self, name, part)
        return part

    def _make(self, name):
        session = self.__dict__["_session"]
        if name == "fs":
            from dbc_driver.dbutils.fs import FileSystem as part
        elif name == "widgets":
            from dbc_driver.dbutils.widgets import Widgets as part
        elif name == "secrets":
            from dbc_driver.dbutils.secrets import Secrets as part
        elif name == "notebook":
            from dbc_driver.dbutils.notebook import NotebookTools as part
        elif name == "jobs":
            from dbc_driver.dbutils.jobs import Jobs as part
        elif name == "library":
            from dbc_driver.dbutils.library import Library as part
        elif name in ABSENT:
            raise NotAvailable("dbutils.%s cannot exist in the emulated workspace: %s" % (name, ABSENT[name]))
        else:
            raise AttributeError("dbutils has no %r. See dbutils.help()" % name)
        return part(session)

    def __dir__(self):
        return ["fs", "help", "jobs", "library", "notebook", "secrets", "widgets"]

    def help(self, name=None):
        from dbc_driver.dbutils import help as texts

        texts.show("dbutils", name)

    def __repr__(self):
        return "dbutils: fs, jobs, library, notebook, secrets, widgets. See dbutils.help()"
