"""What a task prints: to the driver's log, to the cell that runs, and never with a secret in it."""

import io

REDACTED = "[REDACTED]"


class Vault:
    """The secrets that the task has read."""

    def __init__(self):
        self.values = ()

    def add(self, value):
        if value and value not in self.values:
            # Longest first: a secret may hold another one.
            self.values = tuple(sorted((*self.values, value), key=len, reverse=True))

    def redact(self, text):
        for value in self.values:
            text = text.replace(value, REDACTED)
        return text

    def redact_json(self, value):
        """A copy of a JSON value with every text in it redacted."""
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, dict):
            return {self.redact(key): self.redact_json(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.redact_json(item) for item in value]
        return value

    def length_of_begun(self, text):
        """How many characters at the end of `text` may be the beginning of a secret."""
        longest = 0
        for value in self.values:
            for length in range(min(len(value) - 1, len(text)), longest, -1):
                if text.endswith(value[:length]):
                    longest = length
                    break
        return longest


class LogStream(io.TextIOWrapper):
    """sys.stdout or sys.stderr. Lines are written when they end, the rest when it is flushed."""

    def __init__(self, descriptor, name, vault):
        raw = io.FileIO(descriptor, "w", closefd=False)
        super().__init__(io.BufferedWriter(raw), encoding="utf-8", errors="backslashreplace", line_buffering=True)
        self.mode = "w"
        self.listener = None
        self._stream = name
        self._vault = vault
        self._held = ""
        self._decoding = None

    def write(self, text):
        if self._decoding is not None:
            self._end_characters()
        if self._vault.values and isinstance(text, str):
            self._pass_on(self._release(text))
        else:
            self._pass_on(text)
        return len(text)

    def flush(self):
        self._end_characters()
        self._flush_text()

    def _flush_text(self):
        if not self.closed:
            held, self._held = self._held, ""
            self._pass_on(held)
        super().flush()

    def _decoder(self):
        """Characters may come in several pieces."""
        if self._decoding is None:
            import codecs

            self._decoding = codecs.getincrementaldecoder("utf-8")("replace")
        return self._decoding

    def _end_characters(self):
        rest = self._decoding.decode(b"", final=True) if self._decoding is not None else ""
        if rest and self.listener is not None:
            self.listener(self._stream, rest)

    @property
    def buffer(self):
        return ByteStream(self, super().buffer)

    def write_bytes(self, data):
        """What a task writes to the buffer below: the same bytes to the log, and text to the cell."""
        self._flush_text()
        data = bytes(data)
        for value in self._vault.values:
            data = data.replace(value.encode("utf-8", "surrogatepass"), REDACTED.encode("ascii"))
        super().buffer.write(data)
        if self.listener is not None:
            self.listener(self._stream, self._decoder().decode(data))

    def _release(self, text):
        """What may be shown now. The end is held back while it may become a secret with the next piece."""
        text = self._vault.redact(self._held + text)
        begun = self._vault.length_of_begun(text)
        self._held = text[len(text) - begun :]
        return text[: len(text) - begun]

    def _pass_on(self, text):
        if text == "":
            return
        super().write(text)
        if self.listener is not None:
            self.listener(self._stream, text)


class ByteStream:
    """sys.stdout.buffer, for which the rules of the stream hold as well."""

    def __init__(self, stream, buffer):
        self._stream, self._buffer = stream, buffer

    def write(self, data):
        self._stream.write_bytes(data)
        return memoryview(data).nbytes

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def __getattr__(self, name):
        return getattr(self._buffer, name)
