"""dbutils.library: starting Python again, so that newly installed packages count."""

from dbc_driver.dbutils.errors import NotAvailable


class Library:
    def __init__(self, session):
        self._session = session

    def restartPython(self):
        from dbc_driver.restart import restart

        restart(self._session)

    def help(self, name=None):
        from dbc_driver.dbutils import help as texts

        texts.show("library", name)

    def install(self, *_):
        raise NotAvailable("dbutils.library.install is gone: write `%pip install ...` in a cell")

    installPyPI = install
