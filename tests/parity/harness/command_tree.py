"""The legacy command tree, and what dbc says of its own (`dbc commands --output json`)."""

import json
import pathlib

FACTS = pathlib.Path(__file__).parent.parent / "legacy_commands.json"
LEADING = {"--profile": 2, "--debug": 1}  # words that may stand before a group's or a command's name
STRICT_TYPES = ("flag", "integer", "boolean", "choice", "choice_folded")  # what is checked while words are read


class Tree:
    """Paths are without the executable: "clusters list". The commands of `dbfs` are those of the group `fs`."""

    def __init__(self, facts):
        self.commands = {each["path"]: each for each in facts["commands"]}

    @staticmethod
    def load():
        return Tree(json.loads(FACTS.read_text(encoding="utf-8")))

    def distinct(self):
        return [path for path, facts in self.commands.items() if "alias_of" not in facts]

    def resolve(self, words):
        """The longest path that `words` (with the executable) begin with, and where its words end."""
        names, at, found = (["fs"] if words[0] == "dbfs" else []), 1, ("", 0)
        while at < len(words):
            if words[at] in LEADING:
                at += LEADING[words[at]]
                continue
            names.append(words[at])
            at += 1
            if " ".join(names) in self.commands:
                return " ".join(names), at
        return found

    def command_of(self, words):
        """The distinct command that a command line names; "" where it names none."""
        path = self.resolve(words)[0]
        return self.commands.get(path, {}).get("alias_of", path)

    def path_ends_at(self, words):
        return self.resolve(words)[1]

    def aliases(self):
        """Other command lines -> distinct command; the executable `dbfs` is another name for the group `fs`."""
        names = {path: facts["alias_of"] for path, facts in self.commands.items() if "alias_of" in facts}
        for path in self.commands:
            if path.startswith("fs "):
                names["dbfs " + path.removeprefix("fs ")] = names.get(path, path)
        return names

    def lacking(self, cases, wanted=2):
        """Distinct commands with fewer than `wanted` cases."""
        counts = dict.fromkeys(self.distinct(), 0)
        for case in cases:
            if (path := self.command_of(case.words)) in counts:
                counts[path] += 1
        return [path for path, count in counts.items() if count < wanted]


def shape(option):
    """The facts of an option that a script can depend on."""
    facts = {name: bool(option.get(name)) for name in ("required", "repeatable")}
    facts["names"] = sorted(option["names"])
    facts["choices"] = sorted(option.get("choices", []))
    facts["type"] = option["type"] if option["type"] in STRICT_TYPES else "text"
    return facts


def compare(tree, listing):
    """Where dbc's command tree is not the legacy one, a line each. What it has beside is marked modern, and ignored."""
    own = {}
    for command in listing["commands"]:
        for path in [command["path"], *command["aliases"]]:
            own[path] = command
    found = []
    for path, facts in tree.commands.items():
        target = tree.commands[facts["alias_of"]] if "alias_of" in facts else facts
        if path not in own:
            found.append(f"{path}: dbc has no such command")
        elif own[path]["modern"]:
            found.append(f"{path}: dbc says that the legacy client does not have it")
        else:
            found += compare_command(path, target, own[path])
    return found


def compare_command(path, facts, command):
    want = {each["names"][0]: shape(each) for each in facts.get("options", [])}
    got = {}
    for option in command["options"]:
        if not option["modern"]:
            got[next((n for n in option["names"] if n in want), option["names"][0])] = shape(option)
    found = [f"{path}: lacks {name}" for name in want if name not in got]
    found += [f"{path}: has {name}, which the legacy client does not have" for name in got if name not in want]
    for name in want.keys() & got.keys():
        for key, value in want[name].items():
            if got[name][key] != value:
                found.append(f"{path}: {name}: {key} is {got[name][key]!r}, was {value!r}")
    return found + compare_arguments(path, facts.get("arguments", []), command["arguments"])


def compare_arguments(path, want, got):
    def arity(each):
        return bool(each["required"]), bool(each["repeatable"])

    own = [arity(each) for each in got if not each["modern"]]
    wanted = [arity(each) for each in want]
    return [] if own == wanted else [f"{path}: arguments (required, repeatable) are {own}, were {wanted}"]
