#!/bin/bash
# usage: examples/demo.sh PATH_OF_DBC
# A first cluster on an embedded workspace: no server, no account, and a home folder that is thrown away afterwards.
set -euo pipefail

program=$(realpath "${1:?usage: examples/demo.sh PATH_OF_DBC}")
cd "$(dirname "$0")/.."

HOME=$(mktemp -d)
export HOME
trap 'rm -rf "$HOME"' EXIT
# Nothing of the caller's own configuration takes part.
unset "${!DATABRICKS_@}" "${!DBC_@}" XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
PATH=$(dirname "$program"):$PATH

# Shows a command as one types it, then runs it.
show() {
  printf '\n$ dbc %s\n' "$*"
  dbc "$@"
}

show --version
show configure --local demo
show clusters create --json-file examples/cluster.json | tee "$HOME/created"
cluster_id=$(sed -nE 's/.*"cluster_id": *"([^"]+)".*/\1/p' "$HOME/created")
[ -n "$cluster_id" ] || { echo "demo: clusters create answered without a cluster_id" >&2; exit 1; }
show clusters list
show clusters get --cluster-id "$cluster_id"

cat <<END

That workspace lived in a folder that is gone now. For one that stays:

  export PATH="${program%/*}:\$PATH"
  dbc configure --local default
  dbc clusters create --json-file examples/cluster.json
  dbc clusters list

And for a real one: dbc configure --token
END
