#!/bin/bash
# usage: static_curl.sh
# Prints the prefix (include/, lib/libcurl.a) of a static libcurl that speaks HTTP and HTTPS alone. The distribution
# packages none that can be linked statically (its Kerberos has no static form), so this builds the distribution's own
# source package of curl, with its security patches, once per machine and recipe, in a cache outside the source tree.
#
# Trust: apt checks the source index's signature and the hash of the .dsc and of each tarball against that index.
# The system's package sources are read, never changed; root is not needed.
set -euo pipefail

options=(
  -DCMAKE_BUILD_TYPE=Release "-DCMAKE_C_FLAGS=-fno-pie -ffunction-sections -fdata-sections"
  -DCMAKE_EXE_LINKER_FLAGS=-no-pie "-DCMAKE_C_FLAGS_RELEASE=-O2 -DNDEBUG"
  -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF -DENABLE_MANUAL=OFF
  -DHTTP_ONLY=ON -DENABLE_IPV6=ON -DENABLE_UNIX_SOCKETS=ON -DENABLE_ARES=ON -DUSE_NGHTTP2=ON
  -DCURL_USE_OPENSSL=ON -DCURL_ZLIB=ON
  # Work that a request would pay for, or a way to credentials and names that dbc does not use.
  -DCURL_DISABLE_NTLM=ON -DCURL_USE_GSSAPI=OFF -DUSE_LIBIDN2=OFF -DCURL_USE_LIBPSL=OFF -DCURL_USE_LIBSSH2=OFF
  -DCURL_USE_LIBSSH=OFF -DCURL_BROTLI=OFF -DCURL_ZSTD=OFF -DCURL_DISABLE_LDAP=ON -DCURL_DISABLE_LDAPS=ON
  # A static program cannot load the modules that a machine's openssl.cnf may name.
  -DCURL_DISABLE_OPENSSL_AUTO_LOAD_CONFIG=ON
  # Where the certificates are differs between distributions: dbc looks when it runs.
  -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none -DCURL_CA_FALLBACK=OFF
)
libraries=(libssl-dev libnghttp2-dev libc-ares-dev zlib1g-dev)

say() { printf -- '-- static libcurl: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

recipe_hash() {
  {
    printf '%s\n' "${options[@]}"
    "${CC:-cc}" -dumpmachine
    "${CC:-cc}" -dumpfullversion
    dpkg-query -W "${libraries[@]}"
  } | sha256sum | cut -c 1-12
}

# The version that the system's own package lists offer; empty where there are no lists.
offered_version() {
  apt-cache policy libcurl4-openssl-dev 2>/dev/null | sed -nE 's/^ *Candidate: (.*)/\1/p' |
    sed -E 's/\+b[0-9]+$//; s/^\(none\)$//'
}

# The newest prefix in the cache; empty where there is none.
cached_prefix() {
  find "$cache" -maxdepth 1 -type d -name "curl-*-$hash" | sort -V | tail -n 1
}

version_of() { local name=${1##*/curl-}; printf '%s' "${name%-"$hash"}"; }

is_current() {
  [ -n "$1" ] && { [ -z "$offered" ] || dpkg --compare-versions "$(version_of "$1")" ge "$offered"; }
}

# The system's package sources, asked for source packages, with nothing exempt from signatures.
write_sources() {
  local etc file
  eval "$(apt-config shell etc Dir::Etc/d list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
  mkdir -p "$work/apt/parts"
  shopt -s nullglob
  for file in "$list" "$parts"/*.list; do
    [ -f "$file" ] || continue
    sed -nE 's/^[[:space:]]*deb(-src)?[[:space:]]/deb-src /p' "$file" |
      sed -E 's/(trusted|allow-insecure|allow-weak)=[^] ]*//g; s/\[ *\]//'
  done | sort -u >"$work/apt/parts/system.list"
  for file in "$parts"/*.sources; do
    sed -E 's/^Types:.*/Types: deb-src/I; /^(Trusted|Allow-Insecure|Allow-Weak):/Id' "$file" \
      >"$work/apt/parts/${file##*/}"
  done
}

write_apt_conf() {
  mkdir -p "$work"/apt/{lists/partial,cache/archives/partial,log}
  cat >"$work/apt/apt.conf" <<CONF
#clear APT::Update;
#clear DPkg;
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$work/apt/parts";
Dir::State::Lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
Dir::Log "$work/apt/log";
APT::Sandbox::User "";
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::Languages "none";
CONF
}

fetch_source() {
  write_sources
  write_apt_conf
  cd "$work"
  # One of several sources may fail without harm: what counts is whether a signed index lists curl.
  apt-get -q -c apt/apt.conf update >apt/update.log 2>&1 || true
  apt-get -q -c apt/apt.conf source --only-source --download-only curl >apt/source.log 2>&1 ||
    { cat apt/update.log apt/source.log >&2; return 1; }
  dpkg-source -x curl_*.dsc source >unpack.log 2>&1 || { cat unpack.log >&2; return 1; }
}

build() {
  local prefix=$1
  cmake -S "$work/source" -B "$work/build" -G Ninja "${options[@]}" >"$work/build.log" 2>&1 &&
    DESTDIR=$work/root cmake --build "$work/build" --target install >>"$work/build.log" 2>&1 ||
    { tail -n 30 "$work/build.log" >&2; return 1; }
  # The rename is what publishes it: nobody sees half a prefix.
  mv "$work/root/usr/local" "$prefix"
}

for tool in apt-get apt-cache dpkg-query dpkg-source cmake ninja flock; do
  command -v "$tool" >/dev/null || die "needs $tool (-DDBC_STATIC=OFF links the system's shared libcurl instead)"
done
cache=${XDG_CACHE_HOME:-${HOME:?HOME must be set, or XDG_CACHE_HOME}/.cache}/dbc
mkdir -p "$cache"
hash=$(recipe_hash)
offered=$(offered_version)
prefix=$(cached_prefix)
if is_current "$prefix"; then printf '%s\n' "$prefix"; exit; fi

exec 9>"$cache/lock"
flock -n 9 || { say "waiting for another build of it"; flock 9; }
prefix=$(cached_prefix)
if is_current "$prefix"; then printf '%s\n' "$prefix"; exit; fi

work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
say "fetching the distribution's source package of curl"
if ! fetch_source; then
  [ -n "$prefix" ] || die "cannot fetch it, and $cache holds none (-DDBC_STATIC=OFF links the shared one)"
  say "cannot fetch it; taking version $(version_of "$prefix"), though $offered is out"
  printf '%s\n' "$prefix"
  exit
fi
version=$(sed -n 's/^Version: //p' "$work"/curl_*.dsc | head -n 1)
prefix=$cache/curl-$version-$hash
if [ ! -d "$prefix" ]; then
  say "building version $version, once, into $prefix"
  build "$prefix" || die "its build failed"
fi
printf '%s\n' "$prefix"
