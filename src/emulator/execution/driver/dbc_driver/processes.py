"""Programs that a cell starts: what they print is shown as they print it."""

import os
import sys


def shell():
    import shutil

    return shutil.which("bash") or "/bin/sh"


def run_script(text, options=()):
    """Runs the text as a script of the shell; returns its exit code, as a shell gives it."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text.lstrip("\n") + "\n")
        file.flush()
        return stream([shell(), *options, file.name])


def stream(command, environment=None):
    """Runs a command and shows what it prints, as it prints it. Returns its exit code, as a shell gives it."""
    flush = sys.stdout.flush
    flush()
    process = start(command, environment)
    try:
        copy_output(process, sys.stdout.write)
    except BaseException:
        process.kill()
        raise
    finally:
        process.stdout.close()
        code = process.wait()
        flush()
    return code if code >= 0 else 128 - code


def output_of(text):
    """What a command printed, as text."""
    pieces = []
    process = start([shell(), "-c", text])
    try:
        copy_output(process, pieces.append)
    finally:
        process.stdout.close()
        process.wait()
    return "".join(pieces)


def start(command, environment=None):
    import subprocess

    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )


def copy_output(process, write):
    """Until the process is gone. What it left running in the background may keep the pipe open for longer."""
    import codecs
    import select

    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    pipe = process.stdout.fileno()
    is_gone = False
    while True:
        if select.select([pipe], [], [], 0 if is_gone else 0.05)[0]:
            chunk = os.read(pipe, 1 << 16)
            write(decode(chunk, final=not chunk))
            if not chunk:
                return
        elif is_gone:
            return
        else:
            is_gone = process.poll() is not None
