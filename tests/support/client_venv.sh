#!/bin/sh
# usage: client_venv.sh REQUIREMENTS FOLDER
# Prints the folder of a virtual environment that holds exactly what REQUIREMENTS pins, made on first use below FOLDER
# and again whenever the pins change.
set -eu

pins=$(sha256sum <"$1" | cut -c 1-12)
venv=$2/venv-$pins

if [ ! -f "$venv/complete" ]; then
  echo "Installing $(grep -m 1 '^databricks' "$1") into $2" >&2
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$1" >&2
  touch "$venv/complete"
fi
printf '%s\n' "$venv"
