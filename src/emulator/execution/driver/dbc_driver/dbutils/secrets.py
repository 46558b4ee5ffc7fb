"""dbutils.secrets: values that the task may know and that its output must not show."""

import json

from dbc_driver.dbutils.errors import refused


class SecretScope(tuple):
    """A scope of secrets, by its name."""

    __slots__ = ()
    _fields = ("name",)

    def __new__(cls, name):
        return tuple.__new__(cls, (name,))

    name = property(lambda self: self[0])

    def getName(self):
        return self.name

    def __repr__(self):
        return "SecretScope(name=%r)" % self.name


class SecretMetadata(tuple):
    """A secret without its value."""

    __slots__ = ()
    _fields = ("key",)

    def __new__(cls, key):
        return tuple.__new__(cls, (key,))

    key = property(lambda self: self[0])

    def __repr__(self):
        return "SecretMetadata(key=%r)" % self.key


class Secrets:
    def __init__(self, session):
        self._session = session

    def get(self, scope, key):
        value = self.getBytes(scope, key).decode("utf-8", "replace")
        self._session.vault.add(value)
        return value

    def getBytes(self, scope, key):
        import base64

        answer = self._ask("get", scope=scope, key=key)
        value = base64.b64decode(answer["value"])
        try:
            self._session.vault.add(value.decode("utf-8"))
        except UnicodeDecodeError:
            pass  # bytes that are no text are never printed as they are
        return value

    def list(self, scope):
        return [SecretMetadata(secret["key"]) for secret in self._ask("list", scope=scope).get("secrets", [])]

    def listScopes(self):
        return [SecretScope(scope["name"]) for scope in self._ask("listScopes").get("scopes", [])]

    def help(self, name=None):
        from dbc_driver.dbutils import help as texts

        texts.show("secrets", name)

    def _ask(self, call, **query):
        from urllib.parse import urlencode

        for name, value in query.items():
            if not isinstance(value, str):
                raise TypeError("dbutils.secrets: %s must be a str, not %s" % (name, type(value).__name__))
        path = "/api/2.0/secrets/" + ("scopes/list" if call == "listScopes" else call)
        status, body = self._session.channel.call("GET", path + ("?" + urlencode(query) if query else ""))
        if status != 200:
            raise refused("dbutils.secrets." + call, status, body)
        return json.loads(body)
