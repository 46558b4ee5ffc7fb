"""What a task finds around it besides plain Python: paths of the workspace, and names of modules that a cluster has."""

import os
import sys

from dbc_driver import trace

RUNTIME = "databricks.sdk.runtime"
ABOVE_RUNTIME = ("databricks", "databricks.sdk")


class AbsentModules:
    """Asked after every other finder: says why a cluster's module is not there, and stands in for what can be."""

    def __init__(self, session):
        self._session = session

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pyspark":
            raise ModuleNotFoundError("No module named %r: %s" % (name, trace.NO_SPARK), name=name)
        if name != RUNTIME and name not in ABOVE_RUNTIME:
            return None
        from importlib.machinery import ModuleSpec

        return ModuleSpec(name, self, is_package=name != RUNTIME)

    def create_module(self, spec):
        return RuntimeModule(spec.name, self._session) if spec.name == RUNTIME else StandIn(spec.name)

    def exec_module(self, module):
        """There is nothing to run."""


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


class StandIn(type(sys)):
    """A package above `databricks.sdk.runtime`, where nobody installed the SDK."""

    def __getattr__(self, name):
        if name.startswith("__") or self.__name__ == "databricks":
            raise AttributeError("module %r has no attribute %r" % (self.__name__, name))
        message = "No module named 'databricks.sdk.%s': install databricks-sdk as a library, or with %%pip" % name
        raise ModuleNotFoundError(message, name="databricks.sdk")


class RuntimeModule(type(sys)):
    """`databricks.sdk.runtime`: what a notebook finds without importing it."""

    def __init__(self, name, session):
        super().__init__(name)
        self.__dict__["_session"] = session

    def __getattr__(self, name):
        names = globals_of(self._session)
        if name == "__all__":
            return sorted(names)
        if name in names:
            return names[name]
        if name in trace.SPARK_NAMES:
            raise ImportError("cannot import name %r: %s" % (name, trace.NO_SPARK))
        raise AttributeError("module %r has no attribute %r" % (self.__name__, name))


def forget_stand_ins():
    """A package that was installed since takes their place."""
    for name in (RUNTIME, *reversed(ABOVE_RUNTIME)):
        if isinstance(sys.modules.get(name), (StandIn, RuntimeModule)):
            del sys.modules[name]


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
    sys.meta_path.append(AbsentModules(session))


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
            return globals_of(session)

    return UserNamespaceInitializer


def globals_of(session):
    if session.cells is not None:
        return {name: session.cells.namespace[name] for name in session.cells.provided}
    return {
        "dbutils": session.dbutils,
        "getArgument": session.dbutils.widgets.getArgument,
        "display": print,
        "displayHTML": print,
    }


FIRST_IN_OWN_FOLDER = 14  # the runtime's version: before, the working folder is the driver's


def has_own_folder():
    """Whether a notebook or a file begins in the folder that it lies in. Without a cluster it does."""
    major = os.environ.get("DATABRICKS_RUNTIME_VERSION", "").partition(".")[0]
    return not major.isdigit() or int(major) >= FIRST_IN_OWN_FOLDER


def own_folder(session):
    kind = session.start.get("kind")
    if kind == "python":
        return os.path.dirname(session.start["file"])
    if kind == "notebook":
        from dbc_driver.paths import Paths

        return Paths(session).of_argument("/Workspace" + os.path.dirname(session.start["notebook"]["path"]))
    return ""


def enter_own_folder(session):
    folder = own_folder(session) if has_own_folder() else ""
    if not folder:
        return
    try:
        os.chdir(folder)
        os.environ["PWD"] = folder
    except OSError:
        pass  # one that may not be entered; the driver's folder serves


def prepare(session):
    enter_own_folder(session)
    provide_modules(session)
    if session.start.get("paths") == "mapped":
        from dbc_driver.mapped_paths import install

        install(session.start.get("roots") or {})
