"""The texts of dbutils.help() and of each part's help()."""

PARTS = {
    "dbutils": {
        "fs": "files: of DBFS, of volumes, of the workspace and of this machine",
        "jobs": "values that tasks of a job leave for those after them",
        "library": "starting Python again",
        "notebook": "ending this notebook, and running others",
        "secrets": "values that output does not show",
        "widgets": "parameters of the notebook",
    },
    "fs": {
        "cp(from_, to, recurse=False)": "copies a file or a folder",
        "head(file, maxBytes=65536)": "the beginning of a file, as text",
        "ls(path)": "what a folder holds, as a list of FileInfo",
        "mkdirs(path)": "makes a folder and those above it",
        "mounts()": "mount points: there are none here",
        "mv(from_, to, recurse=False)": "moves a file or a folder",
        "put(file, contents, overwrite=False)": "writes a text to a file",
        "rm(dir, recurse=False)": "removes a file or a folder",
    },
    "jobs": {
        "taskValues.get(taskKey, key, default=None, debugValue=None)": "a value of an earlier task",
        "taskValues.set(key, value)": "leaves a value, of up to 48 KiB as JSON, for later tasks",
    },
    "library": {"restartPython()": "forgets all variables and goes on with the next cell"},
    "notebook": {
        "exit(value)": "ends the notebook with a text as its result",
        "getContext()": "what is known about this run",
        "run(path, timeout_seconds, arguments={})": "runs another notebook and returns its result",
    },
    "secrets": {
        "get(scope, key)": "a secret as text",
        "getBytes(scope, key)": "a secret as bytes",
        "list(scope)": "the keys of a scope",
        "listScopes()": "the scopes",
    },
    "widgets": {
        "combobox(name, defaultValue, choices, label=None)": "a text with suggestions",
        "dropdown(name, defaultValue, choices, label=None)": "one of some choices",
        "get(name)": "the value of a widget",
        "getAll()": "all values, by name",
        "getArgument(name, defaultValue=None)": "the value of a widget, or the default",
        "multiselect(name, defaultValue, choices, label=None)": "some of some choices, joined by commas",
        "remove(name)": "takes a widget away",
        "removeAll()": "takes all widgets away",
        "text(name, defaultValue, label=None)": "any text",
    },
}
PARTS["jobs.taskValues"] = PARTS["jobs"]


def show(part, name=None):
    entries = PARTS[part]
    if name is not None:
        found = {key: text for key, text in entries.items() if key.replace("taskValues.", "").partition("(")[0] == name}
        if not found:
            raise AttributeError("%s has no %r" % (part, name))
        entries = found
    width = max(map(len, entries))
    print(part if part == "dbutils" else "dbutils." + part)
    for key, text in entries.items():
        print("  %s  %s" % (key.ljust(width), text))
