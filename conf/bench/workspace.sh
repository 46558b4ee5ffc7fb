#!/bin/bash
# To be sourced, with $work for a folder: what the benchmarks need of an emulated workspace. A home of their own, the
# server's data, token and url, and the end of both.

export HOME=$work
unset "${!DATABRICKS_@}" "${!DBC_@}"
data=$work/workspace
token=bench-$RANDOM$RANDOM
stop_server() { "$dbc" emulator stop --data-dir "$data" >/dev/null 2>&1 || true; }
stop() { stop_server; rm -rf "$work"; }
trap stop EXIT

# serve [COMMAND...]: starts the server, through a command where one is given, and leaves its address in $url.
serve() {
  "$@" "$dbc" emulator start --port 0 --data-dir "$data" --token "$token" --detach >"$work/start.log"
  url=$("$dbc" emulator status --data-dir "$data" --output json | sed -nE 's/.*"url": *"([^"]+)".*/\1/p')
  [ -n "$url" ] || { echo "bench: the emulator tells no url" >&2; exit 1; }
}
