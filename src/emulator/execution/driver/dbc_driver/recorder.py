"""What one cell puts out, as pieces that a page can show."""

# One cell's text, and all output of a notebook, in characters. The service refuses results beyond 20 MB.
TEXT_LIMIT = 1 << 20
TOTAL_LIMIT = 20 << 20
TRUNCATED = "\n*** WARNING: max output size exceeded, skipping output. ***\n"


class Recorder:
    """Collects the outputs of the cell that runs now."""

    def __init__(self, vault, budget=TOTAL_LIMIT):
        self.outputs = []
        self.total = 0
        self._vault = vault
        self._budget = budget
        self._text_size = 0

    def begin(self):
        self.outputs = []
        self._text_size = 0

    def clear(self):
        """What was shown so far is gone, as `clear_output` wants it."""
        self.begin()

    def text(self, stream, text):
        """What was printed; secrets are already out of it."""
        room = TEXT_LIMIT - self._text_size
        if room < 0:
            return
        self._text_size += len(text)
        if len(text) > room:
            text = text[:room] + TRUNCATED
        if not self._has_room(len(text)):
            return
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last["type"] == "text" and last.get("stream") == stream:
            last["pieces"].append(text)
        else:
            self.outputs.append({"type": "text", "stream": stream, "pieces": [text]})

    def fail(self, data):
        """Why the cell failed, which is shown however much there is already."""
        self.outputs.append({"type": "error", "data": self._vault.redact_json(data)})

    def add(self, kind, data, **more):
        data = self._vault.redact_json(data)
        if self._has_room(size_of(data)):
            self.outputs.append({"type": kind, "data": data, **more})

    def finished(self):
        """The outputs as messages carry them. Text is redacted once more: a secret may have come in two pieces."""
        for output in self.outputs:
            if "pieces" in output:
                output["data"] = self._vault.redact("".join(output.pop("pieces")))
        return self.outputs

    @property
    def is_too_large(self):
        return self.total > self._budget

    def _has_room(self, size):
        self.total += size
        return not self.is_too_large


def size_of(data):
    if isinstance(data, str):
        return len(data)
    if isinstance(data, dict):
        return sum(size_of(item) for item in data.values())
    if isinstance(data, (list, tuple)):
        return sum(size_of(item) for item in data)
    return 8
