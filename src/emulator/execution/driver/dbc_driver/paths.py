"""Paths as dbutils spells them (dbfs:/a, /Volumes/c/s/v/a, file:/tmp/a) and where they are on this machine."""

import os
import posixpath

ROOTS = ("/dbfs", "/Volumes", "/Workspace")
VOLUME_DEPTH = 3  # catalog, schema, volume: the catalog makes and removes these


class BadPath(ValueError):
    """No path that dbutils can use, for the reason in its text."""


class Place:
    """A path of a program: how it is spelled, and where it is."""

    def __init__(self, prefix, folder, inner, root):
        self._prefix = prefix  # what comes before `inner` where the path is spelled: "dbfs:" or "/Volumes"
        self._folder = folder
        self._inner = inner.rstrip("/")  # "/a/b" within the root
        self._root = root  # one of ROOTS; None for the machine's own files

    @property
    def spelled(self):
        return self._prefix + (self._inner or "/")

    @property
    def local(self):
        return self._folder + self._inner or "/"

    @property
    def name(self):
        return posixpath.basename(self._inner)

    def child(self, name):
        return Place(self._prefix, self._folder, self._inner + "/" + name, self._root)

    @property
    def is_protected(self):
        """Whether this is a root, or one of the folders above the content of volumes, which only the catalog changes."""
        return self._depth == 0 or (self._root == "/Volumes" and self._depth <= VOLUME_DEPTH)

    @property
    def volume(self):
        """The folder of the volume that the path lies in; None elsewhere."""
        if self._root != "/Volumes" or self._depth < VOLUME_DEPTH:
            return None
        return self._folder + "/" + "/".join(self._parts[:VOLUME_DEPTH])

    @property
    def _parts(self):
        return [part for part in self._inner.split("/") if part]

    @property
    def _depth(self):
        return len(self._parts)


class Paths:
    def __init__(self, session):
        mapped = session.start.get("paths") == "mapped"
        roots = session.start.get("roots") or {}
        self._folders = {root: roots.get(root, root) if mapped else root for root in ROOTS}

    def place(self, path):
        """Where a path of dbutils.fs is: without a scheme it is one of DBFS."""
        if not isinstance(path, str):
            raise TypeError("dbutils.fs: a path must be a str, not %s" % type(path).__name__)
        scheme, colon, rest = path.partition(":")
        if not colon or "/" in scheme:
            scheme, rest = "", path
        if scheme not in ("", "dbfs", "file"):
            raise BadPath("No file system for the scheme %r is there: dbfs:, file: and paths of volumes are" % scheme)
        if "\0" in rest or not rest.startswith("/"):
            raise BadPath("Path must be absolute: %s" % path)
        rest = "/" + posixpath.normpath(rest).lstrip("/")
        if scheme == "file":
            return self._own(rest)
        for root in ("/Volumes", "/Workspace"):
            if is_below(rest, root):
                return Place(("dbfs:" if scheme else "") + root, self._folders[root], rest[len(root) :], root)
        return Place("dbfs:", self._folders["/dbfs"], rest, "/dbfs")

    def of_argument(self, word):
        """A word of a command line with a path of the workspace in it, as this machine knows it."""
        prefix, equals, path = word.partition("=")
        if equals and prefix.startswith("-"):
            return prefix + "=" + self.of_argument(path)
        if word.startswith("dbfs:/"):
            return self.place(word).local
        for root, folder in self._folders.items():
            if is_below(word, root):
                return folder + word[len(root) :]
        return word

    def spelled(self, local):
        """The path of the workspace that is there on this machine; any other path as it is."""
        for root, folder in self._folders.items():
            if is_below(local, folder):
                return root + local[len(folder) :]
        return local

    def _own(self, path):
        for root, folder in self._folders.items():
            if is_below(path, root):
                return Place("file:" + root, folder, path[len(root) :], root)
        return Place("file:", "", path, None)


def is_below(path, root):
    return path == root or path.startswith(root + "/")
