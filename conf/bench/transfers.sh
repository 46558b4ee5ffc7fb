#!/bin/bash
# usage: transfers.sh PATH_OF_DBC [PATH_OF_DATABRICKS]
# What moving files and notebooks costs, beside its peers on the same server: curl, which does not even decode what it is
# sent, and databricks-cli; and what a workspace without a server costs beside one with it. Both sides of a ratio take
# turns, and the ratio is of medians, as disks and shared machines have moods. Without databricks-cli its rows are left
# out.
set -euo pipefail

dbc=$(realpath "${1:?usage: transfers.sh PATH_OF_DBC [PATH_OF_DATABRICKS]}")
legacy=${2:-}
[ -x "$legacy" ] || legacy=
rounds=${BENCH_ROUNDS:-5}
megabytes=${BENCH_MIB:-128}
notebooks=${BENCH_NOTEBOOKS:-1000}
writes=${BENCH_WRITES:-100}

work=$(mktemp -d "${BENCH_FOLDER:-${TMPDIR:-/var/tmp}}/dbc-bench-XXXXXX")
source "$(dirname "$0")/workspace.sh"
export DBC_DATA_HOME=$work/workspaces

start_server() {
  serve
  printf '[DEFAULT]\nhost = %s\ntoken = %s\n\n[local]\nhost = local:bench\n\n[legacy]\nhost = http://localhost\ntoken = %s\n' \
    "$url" "$token" "$token" >"$work/.databrickscfg"
}

served() { "$dbc" "$@"; }
embedded() { "$dbc" --profile local "$@"; }
# It drops the port of a host, so that the server is its proxy.
old() { http_proxy=$url no_proxy='' "$legacy" --profile legacy "$@"; }
fetch() { curl -sf -o "$work/curl.out" -H "Authorization: Bearer $token" "$url$1"; }

# clock NAME COMMAND...: adds how long it took, in milliseconds, to the times of NAME.
clock() {
  local name=$1 from to
  shift
  from=$(date +%s%N)
  "$@" >"$work/log" 2>&1 || { echo "bench: $* failed:" >&2; cat "$work/log" >&2; exit 1; }
  to=$(date +%s%N)
  echo $(((to - from) / 1000)) | awk '{ print $1 / 1000 }' >>"$work/times-$name"
}

median() { sort -n "$work/times-$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
row() { printf '%-42s %10.1f ms\n' "$1" "$(median "$2")"; }
# rate TEXT OURS THEIRS GOAL: how many times as fast ours is.
rate() { [ ! -e "$work/times-$3" ] || awk -v name="$1" -v a="$(median "$2")" -v b="$(median "$3")" -v goal="$4" 'BEGIN { printf "%s = %.2f (goal: %s)\n", name, b / a, goal }'; }

make_files() {
  head -c $((megabytes << 20)) /dev/urandom >"$work/large"
  echo small >"$work/small"
  for i in $(seq "$notebooks"); do
    local folder=$work/tree/folder-$((i / 50))
    mkdir -p "$folder"
    printf '# Databricks notebook source\nprint(%d)\n\n# COMMAND ----------\n\nx = 1\n' "$i" >"$folder/notebook-$i.py"
  done
}

blocks="/api/2.0/dbfs/read?path=/large&offset=[0-$(((megabytes << 20) - 1)):1048576]&length=1048576"
volume=dbfs:/Volumes/main/default/files/large

large_files() {
  served fs cp "$work/large" dbfs:/large
  served fs cp "$work/large" "$volume"
  embedded fs cp "$work/large" dbfs:/large 2>"$work/log"
  for _ in $(seq "$rounds"); do
    clock dbfs served fs cp --overwrite dbfs:/large "$work/out"
    clock dbfs-curl fetch "$blocks"
    clock dbfs-local embedded fs cp --overwrite dbfs:/large "$work/out"
    clock volume served fs cp --overwrite "$volume" "$work/out"
    clock volume-curl fetch "/api/2.0/fs/files${volume#dbfs:}"
    [ -z "$legacy" ] || clock dbfs-legacy old fs cp --overwrite dbfs:/large "$work/out"
  done
  cmp "$work/out" "$work/large"
}

trees() {
  for round in $(seq "$rounds"); do
    clock import served workspace import_dir "$work/tree" "/Shared/$round"
    clock export served workspace export_dir "/Shared/$round" "$work/out-$round"
    clock import-local embedded workspace import_dir "$work/tree" "/Shared/$round"
    clock copy served fs cp -r "$work/tree" "dbfs:/tree-$round"
    clock copy-local embedded fs cp -r "$work/tree" "dbfs:/tree-$round"
    [ -z "$legacy" ] || [ "$round" -gt 2 ] || clock import-legacy old workspace import_dir "$work/tree" "/Shared/legacy-$round"
    [ -z "$legacy" ] || [ "$round" -gt 2 ] || clock export-legacy old workspace export_dir "/Shared/legacy-$round" "$work/legacy-$round"
  done
  diff -r "$work/tree" "$work/out-1" >"$work/log" || { head "$work/log" >&2; exit 1; }
}

# A process each, as in a loop of a script.
put_files() { for i in $(seq "$writes"); do "$1" fs cp "$work/small" "dbfs:/small-$2-$i"; done; }
put_secrets() {
  "$1" secrets create-scope --scope "scope-$2"
  for i in $(seq "$writes"); do "$1" secrets put --scope "scope-$2" --key "key-$i" --string-value value; done
}

small_writes() {
  for round in $(seq "$rounds"); do
    clock files put_files served "$round"
    clock files-local put_files embedded "$round"
    clock secrets put_secrets served "$round"
    clock secrets-local put_secrets embedded "$round"
  done
}

lists() {
  for _ in $(seq $((rounds * 4))); do
    clock list served clusters list
    clock node-types served clusters list-node-types
    clock versions served clusters spark-versions
  done
}

make_files
start_server
large_files
trees
small_writes
lists

printf '%-42s %13s\n' "medians of $rounds rounds" "each"
row "$megabytes MiB from DBFS, server" dbfs
row "the same, local:" dbfs-local
row "the same, curl -o FILE, not decoded" dbfs-curl
row "$megabytes MiB from a volume, server" volume
row "the same, curl -o FILE" volume-curl
row "$notebooks notebooks in, server" import
row "the same, local:" import-local
row "$notebooks notebooks out, server" export
row "fs cp -r of $notebooks files, server" copy
row "the same, local:" copy-local
row "$writes times fs cp, server" files
row "the same, local:" files-local
row "$writes times secrets put, server" secrets
row "the same, local:" secrets-local
row "clusters list" list
row "clusters list-node-types" node-types
row "clusters spark-versions" versions
if [ -n "$legacy" ]; then
  row "$megabytes MiB from DBFS, databricks-cli" dbfs-legacy
  row "$notebooks notebooks in, databricks-cli" import-legacy
  row "$notebooks notebooks out, databricks-cli" export-legacy
fi
rate "rate from DBFS : curl -o FILE" dbfs dbfs-curl "0.8 or more"
rate "rate from DBFS, local: : curl -o FILE" dbfs-local dbfs-curl "0.8 or more"
rate "rate from a volume : curl -o FILE" volume volume-curl "0.8 or more"
rate "rate from DBFS : databricks-cli" dbfs dbfs-legacy "well above 1"
rate "notebooks in : databricks-cli" import import-legacy "10 or more"
rate "notebooks out : databricks-cli" export export-legacy "10 or more"
rate "fs cp in a loop, local: : server" files-local files "1 or more"
rate "secrets put in a loop, local: : server" secrets-local secrets "1 or more"
rate "notebooks in, local: : server" import-local import "1 or more"
rate "fs cp -r, local: : server" copy-local copy "1 or more"
rate "list-node-types : list" node-types list "as near to 1 as its length allows"
rate "spark-versions : list" versions list "as near to 1 as its length allows"
