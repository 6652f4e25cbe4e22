# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the scripts of this checkout share: finding a JDK, and installing Debian packages. Sourced, not run.

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# The feature version of the JDK in a directory (21, 25 …), or nothing if it is none.
jdk_version() {
  if [ -x "$1/bin/javac" ] && [ -e "$1/release" ]; then sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"; fi
}

# Sets JAVA_HOME to the newest JDK from 21, or to the one it names if that is one.
find_jdk() {
  local best='' best_version=20 home version
  version=$(jdk_version "${JAVA_HOME:-/nonexistent}")
  if [ "${version:-0}" -ge 21 ]; then export JAVA_HOME; return 0; fi
  for home in /usr/lib/jvm/* /opt/*jdk* "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /nonexistent)")")")"; do
    version=$(jdk_version "$home")
    if [ "${version:-0}" -gt "$best_version" ]; then best=$home; best_version=$version; fi
  done
  [ -n "$best" ] || return 1
  export JAVA_HOME=$best
}

# install_packages PACKAGE=WHY …: installs those that are missing, after saying what and why.
install_packages() {
  local missing=() entry package
  for entry in "$@"; do
    package=${entry%%=*}
    if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
      missing+=("$package")
      say "  will install $package: ${entry#*=}"
    fi
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "This needs the Debian packages ${missing[*]}, and apt-get is not here: install them by hand."
  [ "$(id -u)" = 0 ] || die "Installing packages needs root: run 'sudo apt-get install ${missing[*]}', or this as root."
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update >/dev/null || die "apt-get update failed: is a package mirror reachable?"
  apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null 2>"${TMPDIR:-/tmp}/atoll-apt.log" \
    || { tail -n 5 "${TMPDIR:-/tmp}/atoll-apt.log" >&2; die "apt-get could not install ${missing[*]}."; }
}

# want_packages PACKAGE=WHY …: the same for what is of use but can be done without: where it cannot be had, that is said, and all goes on.
want_packages() {
  local entry package
  for entry in "$@"; do
    package=${entry%%=*}
    if dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then continue; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null \
      && { apt-cache show "$package" >/dev/null 2>&1 || { apt-get -qq update >/dev/null 2>&1 && apt-cache show "$package" >/dev/null 2>&1; }; } \
      && (install_packages "$entry"); then
      continue
    fi
    say "  goes on without $package, which ${entry#*=}"
  done
}

# A JDK from 21: the one there is, else the distribution's, else clear words.
need_jdk() {
  find_jdk && return 0
  local package
  for package in openjdk-25-jdk-headless openjdk-21-jdk-headless; do
    if [ "$(id -u)" = 0 ] && apt-get -qq update >/dev/null 2>&1 && apt-cache show "$package" >/dev/null 2>&1; then
      install_packages "$package=builds and runs Atoll"
      find_jdk && return 0
    fi
  done
  die "Atoll needs a JDK from 21 (25 is best), and there is none in JAVA_HOME, /usr/lib/jvm or on PATH.
Debian 13 and Ubuntu 24.04 have one: apt-get install openjdk-21-jdk-headless. On Debian 12 unpack Eclipse Temurin 25 to /usr/lib/jvm."
}
