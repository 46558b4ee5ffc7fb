"""A wheel as a task: the entry point that its metadata declares, or a function of its package."""

import importlib
import sys

from dbc_driver import script


class NoEntryPoint(Exception):
    pass


def run_wheel(session):
    task = session.start["task"]["python_wheel_task"]
    package, name = task["package_name"], task["entry_point"]
    sys.argv = [name, *arguments_of(session.start)]
    script.new_main_module()
    return script.run_program(lambda: find_entry(package, name)())


def arguments_of(start):
    named = start.get("named_parameters") or {}
    if named:
        return ["--%s=%s" % item for item in named.items()]
    return list(start.get("positional_parameters") or [])


def find_entry(package, name):
    distribution = find_distribution(package)
    for entry in distribution.entry_points:
        if entry.name == name:
            return entry.load()
    module = import_package(package)
    function = module
    for part in name.split("."):
        function = getattr(function, part, None)
    if not callable(function):
        raise NoEntryPoint(
            "The package %s declares no entry point %r and has no function of that name" % (package, name)
        )
    return function


def find_distribution(package):
    from importlib import metadata

    for spelling in dict.fromkeys((package, package.replace("_", "-"), package.replace("-", "_"))):
        try:
            return metadata.distribution(spelling)
        except metadata.PackageNotFoundError:
            continue
    raise NoEntryPoint("The package %s is not installed: no library of this task brings it" % package)


def import_package(package):
    module = package.replace("-", "_")
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise NoEntryPoint("The package %s has no module %s" % (package, module)) from None
