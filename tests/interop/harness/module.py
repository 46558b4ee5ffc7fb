"""usage: module.py FILE RESULTS: runs one file of tests and writes a line of JSON about each test.

This runs under the client's own Python, so that the tests import that client as its users do."""

import importlib.util
import json
import pathlib
import sys
import unittest

INTEROP = pathlib.Path(__file__).resolve().parents[1]


class Recorder(unittest.TestResult):
    def __init__(self, stream):
        super().__init__()
        self.stream, self.outcome, self.text = stream, None, ""

    def startTest(self, test):
        super().startTest(test)
        self.outcome, self.text = "passed", ""

    def stopTest(self, test):
        super().stopTest(test)
        self.write(name_of(test))

    def fail(self, test, problem):
        text = self._exc_info_to_string(problem, test)
        if self.outcome is None:  # outside of a test: setUpClass and the like
            self.outcome, self.text = "failed", text
            self.write(str(test))
            self.outcome = None
        else:
            self.outcome, self.text = "failed", self.text + text

    def addError(self, test, err):
        super().addError(test, err)
        self.fail(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.fail(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.fail(subtest, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        if self.outcome is None:
            self.outcome, self.text = "skipped", reason
            self.write(str(test))
            self.outcome = None
        else:
            self.outcome, self.text = "skipped", reason

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.outcome, self.text = "failed", "unexpected success"

    def write(self, name):
        line = {"name": name, "outcome": self.outcome, "text": self.text}
        self.stream.write(json.dumps(line) + "\n")
        self.stream.flush()
        self.outcome = None


def name_of(test):
    """The method's name as words: test_a_missing_id -> a missing id."""
    return test.id().rpartition(".")[2].removeprefix("test_").replace("_", " ")


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return unittest.defaultTestLoader.loadTestsFromModule(module)


def main():
    sys.dont_write_bytecode = True
    path = pathlib.Path(sys.argv[1])
    sys.path[0] = str(INTEROP)
    with open(sys.argv[2], "w", encoding="utf-8") as stream:
        load(path).run(Recorder(stream))


if __name__ == "__main__":
    main()
