#!/bin/bash
# usage: conf/build/emulator_docs.sh [--check] DBC
# Writes what DBC's emulated workspace serves into docs/emulator.md. With --check, only tells whether it is there.
set -euo pipefail
page=$(cd "$(dirname "$0")/../.." && pwd)/docs/emulator.md

check=false
if [ "$1" = --check ]; then check=true; shift; fi

wanted=$(sed '/^<!-- coverage:/q' "$page"; echo; "$1" emulator coverage --output markdown)
if $check; then
  diff <(printf '%s\n' "$wanted") "$page" >&2 || { echo "docs/emulator.md is stale: run make docs" >&2; exit 1; }
else
  printf '%s\n' "$wanted" >"$page"
fi
