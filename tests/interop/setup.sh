#!/bin/sh
# usage: setup.sh
# Prints the folder of a virtual environment that holds databricks-sdk exactly as requirements.txt pins it. The legacy
# client is the parity suite's: tests/parity/setup.sh.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
exec "$top/tests/support/client_venv.sh" "$here/requirements.txt" "$top/build/interop"
