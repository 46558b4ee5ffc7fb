"""The cells of a notebook: where they come from, and in which language each one is."""

import json
import sys

ALIASES = {"py": "python", "python3": "python", "bash": "sh", "markdown": "md", "md-sandbox": "md"}
IPYTHON_TOO = ("bash", "sh", "python3", "markdown")  # with two %, these are IPython's, and mean other things
# Each needs an engine of its own, by the name that a reader knows it by.
ENGINES = {"sql": "SQL", "scala": "Scala", "r": "R"}
MAGICS = {"python", "sh", "fs", "md", "run", *ENGINES}


class Cell:
    """`number` counts from 1 over all cells of a notebook. `line_offset` is where the code begins within the source."""

    def __init__(self, number, source, title, language):
        self.number = number
        self.source = source
        self.title = title
        self.language, self.arguments, self.body = split_magic(source, language)

    @property
    def is_empty(self):
        return not self.source.strip()


def split_magic(source, language):
    """The language of a cell, the rest of its magic's line, and the code with as many lines above it as it had."""
    lines = source.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip() and not is_comment(line)), None)
    line = "" if first is None else lines[first].strip()
    if not line.startswith("%"):
        return language, "", source
    word, _, rest = line.lstrip("%").replace("\t", " ").partition(" ")
    name = ALIASES.get(word, word)
    if name in ("pip", "conda"):
        return "python", "", source  # lines of magics are lines of Python's cells
    if name not in MAGICS or (line.startswith("%%") and word in IPYTHON_TOO):
        return language, "", source  # a magic of IPython, or a mistake that Python will name
    if name == "fs" and rest.strip() and has_code(lines[first + 1 :]):
        return "python", "", source  # it is a line among others
    # Blank lines take the place of what was above, so that numbers of lines stay true.
    code = [""] * (first + 1) + lines[first + 1 :]
    if name == "python":
        code[first] = rest
        rest = ""
    return name, rest.strip(), "\n".join(code)


def has_code(lines):
    return any(line.strip() and not is_comment(line) for line in lines)


def is_comment(line):
    return line.lstrip().startswith("#")


def cells_of(items, language):
    """Cells from what the supervisor read: {"text", "title"?} each."""
    language = (language or "PYTHON").lower()
    return [Cell(index + 1, item["text"], item.get("title", ""), language) for index, item in enumerate(items)]


def joined(text):
    return "".join(text) if isinstance(text, list) else text or ""


def cells_of_jupyter(text):
    document = json.loads(text)
    metadata = document.get("metadata") or {}
    own = metadata.get("application/vnd.databricks.v1+notebook") or {}
    language = own.get("language") or (metadata.get("language_info") or {}).get("name")
    items = []
    for cell in document.get("cells", []):
        source = joined(cell.get("source"))
        if cell.get("cell_type", "code") != "code" and not source.startswith("%"):
            source = "%md\n" + source
        items.append({"text": source})
    return cells_of(items, language)


class Sources:
    """Lines of cells for whoever shows a traceback: each cell has a name that takes the place of a file's."""

    def __init__(self):
        self._texts = {}

    def add(self, name, text):
        self._texts[name] = text
        self._hand_over(name, text)

    def knows(self, name):
        return name in self._texts

    def lines(self, name):
        return self._texts[name].split("\n")

    @staticmethod
    def _hand_over(name, text):
        import linecache

        # Without a time of change an entry is never looked for on disk.
        linecache.cache[name] = (len(text), None, [line + "\n" for line in text.split("\n")], name)


def name_of_cell(number, notebook=None):
    """What a traceback calls the cell: `<cell 2>`, or `<cell 2 of /Shared/setup>` in a notebook brought in by %run."""
    return "<cell %d>" % number if notebook is None else "<cell %d of %s>" % (number, notebook)


def milliseconds():
    import time

    return int(time.time() * 1000)


def flush_standard_streams():
    for stream in (sys.stdout, sys.stderr):
        flush = getattr(stream, "flush", None)
        if flush is not None:
            flush()
