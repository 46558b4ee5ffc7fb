#!/bin/bash
# usage: tidy.sh BUILD_FOLDER all|changed
# clang-tidy (.clang-tidy; warnings are errors) on every source file below src/, or on the changed ones, newest change
# first: since the merge base with origin/main or, on main itself, during the day before its last commit. A changed
# header counts for the source file of the same name. TIDY_SECONDS bounds the time (default 600): what is not looked at
# by then is counted, and is no failure.
set -euo pipefail

folder=$1
scope=$2
limit=${TIDY_SECONDS:-600}

# The commit before the changes; empty where all commits are new.
base_commit() {
  local base day_before
  base=$(git merge-base HEAD origin/main 2>/dev/null || true)
  if [ -n "$base" ] && [ "$base" != "$(git rev-parse HEAD)" ]; then echo "$base"; return; fi
  day_before=$(($(git show -s --format=%ct HEAD) - 86400))
  git rev-list -1 --before="@$day_before" HEAD
}

changed_paths() {
  local base
  base=$(base_commit)
  git diff --name-only HEAD
  git log --format= --name-only "${base:+$base..}HEAD"
}

changed_sources() {
  local path
  changed_paths | while read -r path; do
    path=${path/#include\/dbc/src}
    path=${path%.*}.cpp
    case $path in src/*) [ ! -f "$path" ] || echo "$path" ;; esac
  done | awk '!seen[$0]++'
}

if [ "$scope" = all ]; then mapfile -t files < <(git ls-files 'src/*.cpp'); else mapfile -t files < <(changed_sources); fi
[ ${#files[@]} -gt 0 ] || { echo "clang-tidy: no source file changed"; exit 0; }

echo "clang-tidy: ${#files[@]} files"
work=$(mktemp -d)
export work
trap 'rm -rf "$work"' EXIT
# clang cannot read the headers that GCC precompiled, and is to see each file as it stands.
sed -E 's/ -Winvalid-pch//; s/ -include [^ ]*cmake_pch\.hxx//' "$folder/compile_commands.json" >"$work/compile_commands.json"
started=$SECONDS
export deadline=$((EPOCHSECONDS + limit))
# What clang-tidy says of itself on stderr (counts of suppressed warnings) is shown only where it failed.
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -I {} bash -c '
  report=$work/${1//\//_}
  if [ "$EPOCHSECONDS" -ge "$deadline" ]; then echo "$1" >>"$work/late"; exit 0; fi
  clang-tidy --quiet -p "$work" "$1" >"$report" 2>&1 || { code=$?; mv "$report" "$report.failed"; echo "$1: exit $code" >>"$report.failed"; }' tidy {}
[ ! -f "$work/late" ] || echo "clang-tidy: no time left for $(wc -l <"$work/late") of them: $(head -3 "$work/late" | paste -sd' ') ..."
if compgen -G "$work/*.failed" >/dev/null; then
  cat "$work"/*.failed >&2
  echo "clang-tidy: found what is shown above" >&2
  exit 1
fi
echo "clang-tidy: clean, $((SECONDS - started)) s"
