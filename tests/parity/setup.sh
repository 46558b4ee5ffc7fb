#!/bin/sh
# usage: setup.sh
# Prints the folder of a virtual environment that holds the legacy client exactly as requirements.txt pins it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
exec "$top/tests/support/client_venv.sh" "$here/requirements.txt" "$top/build/parity"
