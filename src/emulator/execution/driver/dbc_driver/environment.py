"""What a task finds around it besides plain Python: paths of the workspace, and names of modules that a cluster has."""

import sys

from dbc_driver import trace


class AbsentModules:
    """Asked after every other finder: says why a cluster's module is not there."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] == "pyspark":
            raise ModuleNotFoundError("No module named %r: %s" % (name, trace.NO_SPARK), name=name)
        return None


class ProvidedModule(type(sys)):
    """A module whose attributes are made when somebody asks."""

    def __init__(self, name, makers):
        super().__init__(name)
        self.__dict__["_makers"] = makers

    def __getattr__(self, name):
        maker = self._makers.get(name)
        if maker is None:
            raise AttributeError("module %r has no attribute %r" % (self.__name__, name))
        return maker()


def provide_modules(session):
    def dbutils_class():
        return lambda spark=None: session.dbutils

    # `from pyspark.dbutils import DBUtils` finds the entry without asking for its parent, so `import pyspark` stays an
    # ImportError that a program can act on.
    sys.modules["pyspark.dbutils"] = ProvidedModule("pyspark.dbutils", {"DBUtils": dbutils_class})
    # The Python SDK asks this one what `from databricks.sdk.runtime import dbutils` gives.
    sys.modules["dbruntime"] = ProvidedModule("dbruntime", {"UserNamespaceInitializer": lambda: namespace_of(session)})
    # And this one, how a client without settings signs in.
    sys.modules["dbruntime.sdk_credential_provider"] = ProvidedModule(
        "dbruntime.sdk_credential_provider", {"init_runtime_native_auth": lambda: native_auth_of(session)}
    )
    sys.meta_path.append(AbsentModules)


def native_auth_of(session):
    def init_runtime_native_auth():
        return session.gateway.url, session.gateway.authorization

    return init_runtime_native_auth


def namespace_of(session):
    """What a notebook finds without importing it, for modules that want it too."""

    class UserNamespaceInitializer:
        @classmethod
        def getOrCreate(cls):
            return cls()

        @staticmethod
        def get_namespace_globals():
            if session.cells is None:
                return {"dbutils": session.dbutils, "getArgument": session.dbutils.widgets.getArgument}
            return {name: session.cells.namespace[name] for name in session.cells.provided}

    return UserNamespaceInitializer


def prepare(session):
    provide_modules(session)
    if session.start.get("paths") == "mapped":
        from dbc_driver.mapped_paths import install

        install(session.start.get("roots") or {})
