"""Where /dbfs, /Volumes and /Workspace do not exist as folders, Python's own functions find them nevertheless.

What takes a path from Python code is led to the real folder: open, os, and with them os.path, shutil, glob, pathlib,
`import` and the working folder of subprocesses. Programs in other languages, among them those that a task starts, see
the machine as it is. Errors keep the program's spelling.
"""

import builtins
import io
import os
import sys

ONE_PATH = (
    "access chmod chown lchown listdir lstat mkdir mkfifo mknod open readlink remove rmdir scandir stat statvfs truncate "
    "unlink utime chdir getxattr setxattr listxattr removexattr pathconf"
).split()
TWO_PATHS = "link rename replace symlink".split()


class Mapping:
    def __init__(self, roots):
        # Longest first, in case one lies within another.
        self._roots = sorted(roots.items(), key=lambda item: -len(item[0]))

    def real(self, path):
        """The path on this machine; anything that is no path of the workspace comes back as it is."""
        if isinstance(path, (int, type(None))):
            return path
        try:
            spelled = os.fspath(path)
        except TypeError:
            return path
        is_bytes = isinstance(spelled, bytes)
        text = os.fsdecode(spelled) if is_bytes else spelled
        for root, folder in self._roots:
            if text == root or text.startswith(root + "/"):
                text = folder + text[len(root) :]
                return os.fsencode(text) if is_bytes else text
        return path

    def spelled(self, path):
        for root, folder in self._roots:
            if isinstance(path, str) and (path == folder or path.startswith(folder + "/")):
                return root + path[len(folder) :]
        return path


def install(roots):
    mapping = Mapping(roots)
    for name in ONE_PATH:
        replace_function(mapping, os, name, 1)
    for name in TWO_PATHS:
        replace_function(mapping, os, name, 2)
    os.scandir = unbound(scandir_of(mapping, os.scandir))
    builtins.open = io.open = mapped(mapping, io.open, 1)
    lead_what_was_imported()
    lead_subprocesses(mapping)
    lead_imports(mapping)


def replace_function(mapping, module, name, count):
    function = getattr(module, name, None)
    if function is None:
        return
    replacement = mapped(mapping, function, count)
    setattr(module, name, replacement)
    # The functions with the option dir_fd and the like are told apart by these sets.
    for capable in ("supports_fd", "supports_dir_fd", "supports_follow_symlinks", "supports_effective_ids"):
        functions = getattr(module, capable)
        if function in functions:
            functions.add(replacement)


def mapped(mapping, function, count):
    real, spelled = mapping.real, mapping.spelled

    def call(*arguments, **options):
        arguments = (*map(real, arguments[:count]), *arguments[count:])
        for name in ("path", "file", "src", "dst"):
            if name in options:
                options[name] = real(options[name])
        try:
            return function(*arguments, **options)
        except OSError as error:
            error.filename = spelled(error.filename)
            if error.filename2 is not None:
                error.filename2 = spelled(error.filename2)
            raise

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__ = function.__doc__
    call.__module__ = function.__module__
    return unbound(call)


def unbound(function):
    """A callable that stays one as an attribute of a class, as functions in C do: old versions of pathlib need that."""
    if sys.version_info >= (3, 11):
        return function
    import functools

    return functools.partial(function)


class Entry:
    """An entry of a folder whose path is spelled as the program spelled the folder's."""

    def __init__(self, entry, folder):
        self._entry = entry
        self.name = entry.name
        self.path = os.path.join(folder, entry.name)

    def __fspath__(self):
        return self.path

    def __getattr__(self, name):  # is_dir, is_file, is_symlink, stat, inode
        return getattr(self._entry, name)

    def __repr__(self):
        return "<DirEntry %r>" % self.name


class Entries:
    def __init__(self, entries, folder):
        self._entries, self._folder = entries, folder

    def __iter__(self):
        return self

    def __next__(self):
        return Entry(next(self._entries), self._folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._entries.close()


def scandir_of(mapping, scandir):
    def call(path="."):
        entries = scandir(path)
        return entries if mapping.real(path) is path else Entries(entries, os.fspath(path))

    return call


def lead_what_was_imported():
    """Some modules keep functions of os of their own, from when they were imported: pathlib until 3.10, glob of 3.13."""
    globber = getattr(sys.modules.get("glob"), "_StringGlobber", None)
    if hasattr(globber, "scandir"):
        globber.scandir = staticmethod(os.scandir)
    accessor = getattr(sys.modules.get("pathlib"), "_NormalAccessor", None)
    if accessor is None:
        return
    for name in ONE_PATH + TWO_PATHS:
        if name in vars(accessor) and name not in ("open", "readlink"):
            setattr(accessor, name, staticmethod(getattr(os, name)))
    # Until 3.9 it is the one that gives a descriptor.
    accessor.open = staticmethod(io.open if sys.version_info >= (3, 10) else os.open)


def lead_subprocesses(mapping):
    """Programs start in the real folder, and a program that lies in the workspace is found."""
    import _posixsubprocess

    start = _posixsubprocess.fork_exec

    def fork_exec(arguments, executables, close_fds, pass_fds, folder, *more):
        executables = tuple(mapping.real(path) for path in executables)
        return start(arguments, executables, close_fds, pass_fds, mapping.real(folder), *more)

    _posixsubprocess.fork_exec = fork_exec
    loaded = sys.modules.get("subprocess")
    if loaded is not None and hasattr(loaded, "_fork_exec"):
        loaded._fork_exec = fork_exec


def lead_imports(mapping):
    """Entries of sys.path may be folders of the workspace."""
    from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
    from importlib.machinery import BYTECODE_SUFFIXES, SOURCE_SUFFIXES, SourcelessFileLoader

    def hook(path):
        real = mapping.real(path)
        if real == path or not os.path.isdir(real):
            raise ImportError("not a folder of the workspace: %s" % path, path=path)
        return FileFinder(
            real,
            (ExtensionFileLoader, EXTENSION_SUFFIXES),
            (SourceFileLoader, SOURCE_SUFFIXES),
            (SourcelessFileLoader, BYTECODE_SUFFIXES),
        )

    sys.path_hooks.insert(0, hook)
