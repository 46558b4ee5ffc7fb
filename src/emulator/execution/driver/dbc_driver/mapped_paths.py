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
    builtins.open = io.open = mapped(mapping, io.open, 1)
    lead_old_pathlib(mapping)
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
            error.filename, error.filename2 = spelled(error.filename), spelled(error.filename2)
            raise

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__ = function.__doc__
    call.__module__ = function.__module__
    return call


def lead_old_pathlib(mapping):
    """Until Python 3.10 pathlib keeps functions of os of its own; it may have been imported before."""
    accessor = getattr(sys.modules.get("pathlib"), "_NormalAccessor", None)
    if accessor is None:
        return
    for name in ONE_PATH + TWO_PATHS:
        if name in vars(accessor) and name != "readlink":
            setattr(accessor, name, staticmethod(getattr(os, name)))


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
