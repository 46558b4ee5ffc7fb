#!/bin/bash
# usage: fuzz.sh TARGET SEEDS OPTION...
# Runs a fuzz target on what libFuzzer makes of the files in the folder SEEDS, which stays as it is. An input that fails
# is kept in the folder of the target.
set -euo pipefail

target=$(realpath "$1")
seeds=$(realpath "$2")
shift 2
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
export TMPDIR=$found # of the target's own files, too
mkdir "$found/inputs"
"$target" "$@" -artifact_prefix="$(dirname "$target")/" -timeout=60 -rss_limit_mb=4096 "$found/inputs" "$seeds" >"$found/log" 2>&1 ||
  { tail -n 60 "$found/log"; exit 1; }
tail -n 2 "$found/log"
