#!/bin/bash
# usage: bench.sh PATH_OF_DBC
# What a command costs, beside curl making the same request of the same server in the same run: medians of wall-clock
# time from hyperfine, instructions from callgrind. Everything stays on the loopback address.
set -euo pipefail

dbc=$(realpath "${1:?usage: bench.sh PATH_OF_DBC}")
cluster=$(realpath "$(dirname "$0")/../../examples/cluster.json")
runs=${BENCH_RUNS:-300}
clusters=20

work=$(mktemp -d)
source "$(dirname "$0")/workspace.sh"

start_server() {
  serve
  export DATABRICKS_HOST=$url DATABRICKS_TOKEN=$token
  for _ in $(seq "$clusters"); do "$dbc" clusters create --json-file "$cluster" >/dev/null; done
}

# time_of FILE COMMAND...: leaves the medians, in seconds, in FILE, one a line.
time_of() {
  local file=$1
  shift
  hyperfine --style none --shell none --warmup 20 --runs "$runs" --export-csv "$work/times.csv" "$@" >/dev/null 2>"$work/hyperfine.log" ||
    { cat "$work/hyperfine.log" >&2; exit 1; }
  awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "median") column = NF - i }
            NR > 1 { print $(NF - column) }' "$work/times.csv" >"$file"
}

instructions_of() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | awk '/Collected/ { print $NF }'
}

row() { awk -v name="$1" -v time="$2" -v count="$3" 'BEGIN { printf "%-34s %8.2f ms %14.0f\n", name, time * 1000, count }'; }

start_server
list_url=$url/api/2.0/clusters/list
header="Authorization: Bearer $token"
time_of "$work/version" "$dbc --version"
time_of "$work/list" "$dbc clusters list" "curl -s -o /dev/null -H '$header' $list_url"
{ read -r list_time; read -r curl_time; } <"$work/list"

printf '%-34s %11s %14s\n' "$clusters clusters, $runs runs" "median" "instructions"
row "dbc --version" "$(cat "$work/version")" "$(instructions_of "$dbc" --version)"
row "dbc clusters list" "$list_time" "$(instructions_of "$dbc" clusters list)"
row "curl -s (shared libraries)" "$curl_time" "$(instructions_of curl -s -o /dev/null -H "$header" "$list_url")"
awk -v a="$list_time" -v b="$curl_time" 'BEGIN { printf "dbc clusters list : curl = %.2f : 1 (medians)\n", a / b }'
