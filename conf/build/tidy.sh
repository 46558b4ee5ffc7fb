#!/bin/bash
# usage: tidy.sh BUILD_FOLDER all|changed
# clang-tidy (.clang-tidy; warnings are errors) on every source file below src/, or on those that changed since the
# newest merge base with the main branch's upstream; where there is no such base, since the commit before. Changed
# headers count for the source file of the same name. TIDY_SECONDS bounds the time (default 900): what is not looked at
# by then is named, and is no failure.
set -euo pipefail

folder=$1
scope=$2
limit=${TIDY_SECONDS:-900}

base_commit() {
  git merge-base HEAD origin/main 2>/dev/null | grep -Fvx "$(git rev-parse HEAD)" || git rev-parse --verify -q HEAD^ || true
}

changed_sources() {
  local base path
  base=$(base_commit)
  [ -n "$base" ] || { git ls-files 'src/*.cpp'; return; }
  git diff --name-only --diff-filter=d "$base" -- src include/dbc | while read -r path; do
    path=${path/#include\/dbc/src}
    path=${path%.*}.cpp
    [ ! -f "$path" ] || echo "$path"
  done | sort -u
}

if [ "$scope" = all ]; then mapfile -t files < <(git ls-files 'src/*.cpp'); else mapfile -t files < <(changed_sources); fi
[ ${#files[@]} -gt 0 ] || { echo "clang-tidy: no source file changed"; exit 0; }

echo "clang-tidy: ${#files[@]} files"
export folder
started=$SECONDS
export deadline=$((EPOCHSECONDS + limit))
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -I {} bash -c '
  if [ "$EPOCHSECONDS" -ge "$deadline" ]; then echo "clang-tidy: no time left for $1"; exit 0; fi
  clang-tidy --quiet -p "$folder" "$1" 2>/dev/null' tidy {} || { echo "clang-tidy: found something (see above)" >&2; exit 1; }
echo "clang-tidy: clean, $((SECONDS - started)) s"
