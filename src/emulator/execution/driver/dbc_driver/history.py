"""What cells were run and what they came to, by the names that IPython gives: In, Out, _, __, ___, _1."""


class History:
    def __init__(self, namespace):
        self._namespace = namespace
        self.sources = [""]  # cells count from 1
        self.values = {}
        self.last = ["", "", ""]
        namespace.update({"In": self.sources, "Out": self.values})

    @property
    def count(self):
        return len(self.sources) - 1

    def begin(self, source):
        self.sources.append(source)

    def keep(self, value):
        self.last = [value, *self.last[:2]]
        self.values[self.count] = value
        self._namespace["_%d" % self.count] = value
        self._namespace.update(zip(("_", "__", "___"), self.last))
