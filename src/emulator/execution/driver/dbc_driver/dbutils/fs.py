"""dbutils.fs: files of DBFS, of volumes, of the workspace and of this machine."""

import codecs
import os
import shutil

from dbc_driver.dbutils.errors import ExecutionError, NotAvailable
from dbc_driver.paths import BadPath, Paths

HEAD_BYTES = 65536


class FileInfo(tuple):
    """One entry of a folder: path, name, size in bytes, modificationTime in milliseconds."""

    __slots__ = ()
    _fields = ("path", "name", "size", "modificationTime")

    def __new__(cls, path, name, size, modificationTime=0):
        return tuple.__new__(cls, (path, name, size, modificationTime))

    path = property(lambda self: self[0])
    name = property(lambda self: self[1])
    size = property(lambda self: self[2])
    modificationTime = property(lambda self: self[3])

    def isDir(self):
        return self.name.endswith("/")

    def isFile(self):
        return not self.isDir()

    def _asdict(self):
        return dict(zip(self._fields, self))

    def __repr__(self):
        return "FileInfo(path=%r, name=%r, size=%d, modificationTime=%d)" % self


class FileSystem:
    def __init__(self, session):
        self._paths = Paths(session)

    def ls(self, path):
        place = self._existing("ls", path)
        if not os.path.isdir(place.local):
            return [info_of(place)]
        names = (entry.name for entry in os.scandir(place.local) if not entry.is_symlink())
        return [info_of(place.child(name)) for name in sorted(names)]

    def mkdirs(self, path):
        place = self._changed("mkdirs", path)
        if os.path.isfile(place.local):
            raise exists("mkdirs", place)
        with told("mkdirs", place):
            os.makedirs(place.local, exist_ok=True)
        return True

    def put(self, file, contents, overwrite=False):
        if not isinstance(contents, str):
            raise TypeError("dbutils.fs.put: contents must be a str, not %s" % type(contents).__name__)
        place = self._changed("put", file)
        if os.path.isdir(place.local) or (os.path.exists(place.local) and not overwrite):
            raise exists("put", place)
        data = contents.encode("utf-8")
        with told("put", place):
            os.makedirs(os.path.dirname(place.local), exist_ok=True)
            with open(place.local, "wb") as target:
                target.write(data)
        print("Wrote %d bytes." % len(data))
        return True

    def head(self, file, maxBytes=HEAD_BYTES):
        if isinstance(maxBytes, bool) or not isinstance(maxBytes, int) or maxBytes < 0:
            raise TypeError("dbutils.fs.head: maxBytes must be an int that is not negative")
        place = self._existing("head", file)
        if os.path.isdir(place.local):
            raise failed("head", "java.io.IOException", "Cannot read a folder: " + place.spelled)
        with told("head", place), open(place.local, "rb") as source:
            data = source.read(maxBytes + 1)
        is_cut = len(data) > maxBytes
        if is_cut:
            print("[Truncated to first %d bytes]" % maxBytes)
        # A character that the cut goes through is left out.
        return codecs.getincrementaldecoder("utf-8")("replace").decode(data[:maxBytes], final=not is_cut)

    def cp(self, from_, to, recurse=False):
        return self._transfer("cp", from_, to, recurse, copy)

    def mv(self, from_, to, recurse=False):
        return self._transfer("mv", from_, to, recurse, move)

    def rm(self, dir, recurse=False):
        place = self._changed("rm", dir, may_be_missing=True)
        if not os.path.lexists(place.local):
            return False
        if os.path.isdir(place.local) and not os.path.islink(place.local):
            if os.listdir(place.local) and not recurse:
                raise failed("rm", "java.io.IOException", "Directory %s is not empty; pass recurse=True" % place.spelled)
            with told("rm", place):
                shutil.rmtree(place.local)
        else:
            with told("rm", place):
                os.unlink(place.local)
        return True

    def mounts(self):
        return []

    def mount(self, *_, **__):
        raise NotAvailable("Nothing can be mounted in the emulated workspace. Keep the files in DBFS or in a volume")

    updateMount = unmount = refreshMounts = mount

    def help(self, name=None):
        from dbc_driver.dbutils import help as texts

        texts.show("fs", name)

    def __getattr__(self, name):
        if name in ("cacheFiles", "cacheTable", "uncacheFiles", "uncacheTable"):
            raise NotAvailable("dbutils.fs.%s needs Spark, which is not there" % name)
        raise AttributeError("dbutils.fs has no %r. See dbutils.fs.help()" % name)

    def _place(self, call, path):
        try:
            return self._paths.place(path)
        except BadPath as error:
            raise failed(call, "java.lang.IllegalArgumentException", str(error)) from None

    def _existing(self, call, path):
        place = self._place(call, path)
        if not os.path.exists(place.local):
            raise missing(call, place)
        return place

    def _changed(self, call, path, may_be_missing=False):
        """The place of something that is made, written or removed."""
        place = self._place(call, path)
        if place.is_protected:
            raise failed(call, "java.lang.IllegalArgumentException", "%s cannot be changed" % place.spelled)
        if place.volume is not None and not os.path.isdir(place.volume) and not may_be_missing:
            raise failed(call, "java.io.FileNotFoundException", "The volume of %s does not exist" % place.spelled)
        return place

    def _transfer(self, call, from_, to, recurse, carry):
        source = self._existing(call, from_)
        if call == "mv":
            self._changed(call, from_)
        target = self._place(call, to)
        if os.path.isdir(target.local):
            target = target.child(source.name) if source.name and not os.path.isdir(source.local) else target
        target = self._changed(call, target.spelled)
        if os.path.isdir(source.local):
            if not recurse:
                message = "Cannot take along the folder %s unless recurse is True" % source.spelled
                raise failed(call, "java.io.IOException", message)
            if os.path.realpath(target.local + "/").startswith(os.path.realpath(source.local) + "/"):
                raise failed(call, "java.io.IOException", "%s lies within %s" % (target.spelled, source.spelled))
            if os.path.isfile(target.local):
                raise exists(call, target)
        elif os.path.isdir(target.local):
            raise exists(call, target)
        with told(call, target):
            os.makedirs(os.path.dirname(target.local), exist_ok=True)
            carry(source.local, target.local)
        return True


def copy(source, target):
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
        for name in os.listdir(source):
            if not os.path.islink(os.path.join(source, name)):
                copy(os.path.join(source, name), os.path.join(target, name))
    elif not (os.path.exists(target) and os.path.samefile(source, target)):
        shutil.copyfile(source, target)


def move(source, target):
    if not os.path.isdir(target):
        shutil.move(source, target)
        return
    # An existing folder takes in what the other one held, as copying does.
    copy(source, target)
    shutil.rmtree(source)


def info_of(place):
    status = os.stat(place.local)
    changed = int(status.st_mtime * 1000)
    if os.path.isdir(place.local):
        return FileInfo(place.spelled.rstrip("/") + "/", place.name + "/", 0, changed)
    return FileInfo(place.spelled, place.name, status.st_size, changed)


def failed(call, java_class, message):
    return ExecutionError("dbutils.fs." + call, java_class, message)


def missing(call, place):
    return failed(call, "java.io.FileNotFoundException", "No such file or directory %s" % place.spelled)


def exists(call, place):
    return failed(call, "org.apache.hadoop.fs.FileAlreadyExistsException", "%s already exists" % place.spelled)


class told:
    """Errors of the operating system, told with the program's spelling of the path."""

    def __init__(self, call, place):
        self._call, self._place = call, place

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, FileExistsError) or isinstance(error, NotADirectoryError):
            raise failed(self._call, "java.io.IOException", "A file is in the way of %s" % self._place.spelled) from None
        if isinstance(error, OSError):
            message = "%s: %s" % (self._place.spelled, error.strerror)
            raise failed(self._call, "java.io.IOException", message) from None
        return False
