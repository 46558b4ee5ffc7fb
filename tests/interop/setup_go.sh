#!/bin/sh
# usage: setup_go.sh
# Prints a folder whose bin/ holds the Go CLI (databricks) and Terraform's provider (terraform-provider-databricks) as
# go_modules.txt pins them, built on first use from their source on the Go module proxy. Needs go, curl and some minutes.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
pins=$(sha256sum <"$here/go_modules.txt" | cut -c 1-12)
folder=$(cd "$here/../.." && pwd)/build/interop/go-$pins

build() {
  module=$1 version=$2 checksum=$3 program=$4
  echo "Building $program from $module $version" >&2
  curl -fsS --output "$folder/source.zip" "https://proxy.golang.org/$module/@v/$version.zip"
  echo "$checksum  $folder/source.zip" | sha256sum --check --quiet >&2
  python3 -m zipfile -e "$folder/source.zip" "$folder/source"
  (cd "$folder/source/$module@$version" && GOTOOLCHAIN=local GOFLAGS=-buildvcs=false go build -o "$folder/bin/$program" . >&2)
  rm -rf "$folder/source" "$folder/source.zip"
}

if [ ! -f "$folder/complete" ]; then
  command -v go >/dev/null || { echo "the Go clients need go, to build them" >&2; exit 1; }
  rm -rf "$folder"
  mkdir -p "$folder/bin"
  while read -r program module version checksum; do
    case $program in '' | '#'*) ;; *) build "$module" "$version" "$checksum" "$program" ;; esac
  done <"$here/go_modules.txt"
  touch "$folder/complete"
fi
printf '%s\n' "$folder"
