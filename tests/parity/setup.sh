#!/bin/sh
# usage: setup.sh
# Prints the folder of a virtual environment that holds the legacy client exactly as requirements.txt pins it, made on
# first use below build/parity and again whenever the pins change.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
pins=$(sha256sum <"$here/requirements.txt" | cut -c 1-12)
venv=$top/build/parity/venv-$pins

if [ ! -f "$venv/complete" ]; then
  echo "Installing the legacy client into build/parity" >&2
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$here/requirements.txt" >&2
  touch "$venv/complete"
fi
printf '%s\n' "$venv"
