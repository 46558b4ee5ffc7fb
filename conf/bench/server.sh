#!/bin/bash
# usage: server.sh PATH_OF_DBC
# What the emulator's server costs: how soon it is ready, reads beside a page that needs neither database nor credential,
# writes by one connection and by sixteen beside a loop that only appends and syncs, and the same writes where a sync
# takes 2 ms longer (strace holds each of them back), as on disks that are no part of the machine. The ratios are of medians of
# rounds that take turns, as disks and shared machines have moods.
set -euo pipefail

dbc=$(realpath "${1:?usage: server.sh PATH_OF_DBC}")
script=$(realpath "$(dirname "$0")/request.lua")
rounds=${BENCH_ROUNDS:-5}
seconds=${BENCH_SECONDS:-2}

work=$(mktemp -d "${BENCH_FOLDER:-${TMPDIR:-/var/tmp}}/dbc-bench-XXXXXX")
source "$(dirname "$0")/workspace.sh"

# time_to_ready FOLDER: milliseconds from the start of the process to the line that says where it serves.
time_to_ready() {
  local from to
  from=$(date +%s%N)
  exec 3< <(exec "$dbc" emulator start --port 0 --data-dir "$1" --token "$token")
  local process=$!
  read -r _ <&3
  to=$(date +%s%N)
  kill "$process"
  cat <&3 >/dev/null
  echo $(((to - from) / 1000)) | awk '{ print $1 / 1000 }'
}

# start_server [COMMAND...]: through which it is started.
start_server() {
  serve "$@"
  job=$(curl -sf -H "Authorization: Bearer $token" -d '{"name": "bench"}' "$url/api/2.1/jobs/create" | grep -oE '[0-9]+')
}

# load CONNECTIONS PATH [BODY]: requests per second and the median, in ms.
load() {
  local told
  told=$(BENCH_BODY=${3:-} wrk -t1 -c"$1" -d"${seconds}s" -s "$script" -H "Authorization: Bearer $token" "$url$2" |
    sed -n 's/^BENCH //p')
  [ "${told##* }" = 0 ] || { echo "bench: requests of $2 failed: $told" >&2; exit 1; }
  echo "${told% *}"
}

# Appends of 8 KiB, about what a commit writes, each brought to the disk.
bare_syncs() {
  fio --name=bare --directory="$work" --rw=write --bs=8k --size=64m --fdatasync=1 --runtime="$seconds" --time_based \
    --output-format=terse 2>/dev/null | awk -F ';' '{ print $49 }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
row() { printf '%-42s %10.0f /s %9.2f ms\n' "$1" "$(cut -d ' ' -f 1 "$work/$2" | median)" "$(cut -d ' ' -f 2 "$work/$2" | median)"; }
rate() { cut -d ' ' -f 1 "$work/$1" | median; }
ratio() { awk -v name="$1" -v a="$(rate "$2")" -v b="$(rate "$3")" -v goal="$4" 'BEGIN { printf "%s = %.2f (goal: %s)\n", name, a / b, goal }'; }

write='{"name": "bench-@"}'
start_server
for round in $(seq "$rounds"); do
  time_to_ready "$work/ready-$round" >>"$work/first"
  time_to_ready "$work/ready-$round" >>"$work/again"
  load 1 / >>"$work/page"
  load 1 "/api/2.1/jobs/get?job_id=$job" >>"$work/read"
  load 16 / >>"$work/page16"
  load 16 "/api/2.1/jobs/get?job_id=$job" >>"$work/read16"
  bare_syncs >>"$work/sync"
  load 1 /api/2.1/jobs/create "$write" >>"$work/write"
  load 16 /api/2.1/jobs/create "$write" >>"$work/write16"
done

stop_server
start_server strace --follow-forks --daemonize --seccomp-bpf --output=/dev/null --trace=fdatasync --inject=fdatasync:delay_exit=2000
for round in $(seq "$rounds"); do
  load 1 /api/2.1/jobs/create "$write" >>"$work/slow"
  load 16 /api/2.1/jobs/create "$write" >>"$work/slow16"
done

printf '%-42s %10s %13s\n' "medians of $rounds rounds of $seconds s" "rate" "each"
printf '%-42s %27.2f ms  (goal: under 20)\n' "emulator start, new workspace" "$(median <"$work/first")"
printf '%-42s %27.2f ms  (goal: under 20)\n' "emulator start, the same again" "$(median <"$work/again")"
row "bare adapter: GET /, 1 connection" page
row "jobs get, 1 connection" read
row "bare adapter: GET /, 16 connections" page16
row "jobs get, 16 connections" read16
printf '%-42s %10.0f /s\n' "bare append and sync" "$(rate sync)"
row "jobs create, 1 connection" write
row "jobs create, 16 connections" write16
row "jobs create, slow disk, 1 connection" slow
row "jobs create, slow disk, 16 connections" slow16
ratio "jobs get : bare adapter, 1 connection" read page "0.5 or more"
ratio "jobs create, 16 connections : 1" write16 write "5 or more"
ratio "jobs create, slow disk, 16 connections : 1" slow16 slow "5 or more"
ratio "jobs create, 1 connection : bare append and sync" write sync "as near to 1 as may be"
ratio "jobs create, 16 connections : bare append and sync" write16 sync "above 1: they share a sync"
