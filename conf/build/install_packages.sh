#!/bin/sh
# usage: install_packages.sh GROUP...
# Installs what is missing of the Debian packages that packages.txt lists for the GROUPs. Never asks anything, and
# changes nothing but installed packages. Where dpkg is not there, it leaves the matter to CMake's own checks.
set -eu

list=$(dirname "$0")/packages.txt

packages_of() {
  for group in "$@"; do awk -v group="$group" '$1 == group { print $2 }' "$list"; done
}

missing_of() {
  # A package that dpkg has never heard of is an error line only, so: all wanted ones, less the installed ones.
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p') || true
  for package in "$@"; do
    printf '%s\n' "$installed" | grep -Fqx "$package" || printf '%s ' "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$log" 2>&1
}

fail() {
  printf 'error: %s\nThese packages are needed: %s\n' "$1" "$missing" >&2
  exit 1
}

command -v dpkg-query >/dev/null || exit 0
# shellcheck disable=SC2046  # words are wanted
missing=$(missing_of $(packages_of "$@"))
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
  fail "cannot install packages: not root, and sudo is not there or would ask for a password"
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
printf 'Installing packages: %s\n' "$missing"
apt update || true # an index that could not be renewed may still do
# shellcheck disable=SC2086  # words are wanted
if ! apt install --no-install-recommends $missing; then
  tail -n 20 "$log" >&2
  fail "apt-get could not install what is missing (its last words are above)"
fi
