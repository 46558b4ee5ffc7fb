#!/bin/sh
# usage: quietly.sh TITLE COMMAND...
# Says TITLE and runs COMMAND; its standard output is shown only if it fails, its standard error always.
set -eu
title=$1
shift
printf '%s\n' "$title"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if "$@" >"$log"; then exit 0; else code=$?; fi
cat "$log" >&2
exit "$code"
