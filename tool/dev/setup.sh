# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What tool/run and tool/test share: install what is missing, configure once,
# build what is asked for. Everything said goes to stderr, so that the output
# of the program that runs afterwards stays clean.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build

say() { echo "$*" >&2; }
die() { say "error: $*"; exit 2; }

# package, and the command or file by which its presence is known. A command
# from elsewhere is as good as the package's. Of libboost1.81-doc dpkg's own
# list is the sign: small images install it without its files.
build_packages="
  cmake               cmake
  ninja-build         ninja
  python3             python3
  clang-19            clang++-19
  libclang-19-dev     /usr/lib/llvm-19/lib/cmake/clang/ClangConfig.cmake
  llvm-19-dev         /usr/lib/llvm-19/lib/cmake/llvm/LLVMConfig.cmake
  nlohmann-json3-dev  /usr/include/nlohmann/json.hpp
  libboost1.81-dev    /usr/include/boost/asio/awaitable.hpp"
test_packages="
  g++                 g++
  clang-tidy-19       clang-tidy-19
  clang-format-19     clang-format-19
  llvm-19-tools       /usr/lib/llvm-19/build/utils/lit/lit.py
  libgtest-dev        /usr/include/gtest/gtest.h
  libdw1              /usr/lib/$HOSTTYPE-linux-gnu/libdw.so.1
  libasio-dev         /usr/include/asio.hpp
  libuv1-dev          /usr/include/uv.h
  catch2              /usr/include/catch2/catch.hpp
  python3-jsonschema  jsonschema
  libboost1.81-doc    /var/lib/dpkg/info/libboost1.81-doc.list"
# Makes later builds faster; nothing fails without it.
optional_packages="
  ccache              ccache"

is_present() {
  case $1 in
  /*) [ -e "$1" ] ;;
  *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# The packages of a table whose probe fails, in one line.
missing_of() {
  local package probe
  local -a missing=()
  while read -r package probe; do
    if [ -n "$package" ] && ! is_present "$probe"; then
      missing+=("$package")
    fi
  done <<<"$1"
  echo "${missing[*]}"
}

# require TABLE: installs what is missing of it, or says exactly what is.
require() {
  local missing
  missing=$(missing_of "$1")
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null ||
    die "missing: $missing (names of Debian packages; there is no apt-get here)"
  [ "$(id -u)" = 0 ] ||
    die "missing: $missing; as root: apt-get install --no-install-recommends $missing"
  install_packages "$(missing_of "$1
$optional_packages")"
  missing=$(missing_of "$1")
  [ -z "$missing" ] || die "still missing after installing it: $missing"
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Use-Pty=0 "$@"
}

install_packages() {
  local log package
  log=$(mktemp)
  say "installing ${1// /, } ..."
  apt update >"$log" 2>&1 || say "warning: apt-get update failed: $(tail -n 1 "$log")"
  for package in $1; do
    apt-cache show "$package" >/dev/null 2>&1 ||
      die "apt knows no package $package; Debian 12 (bookworm) has it"
  done
  # A list of words on purpose: one argument for each package.
  # shellcheck disable=SC2086
  if ! apt install --no-install-recommends $1 >"$log" 2>&1; then
    cat "$log" >&2
    die "apt-get could not install: $1"
  fi
  rm -f "$log"
}

# configure FLAGS...: the first time, or when a flag is not what it was.
configure() {
  local flag cache=$build/CMakeCache.txt wanted=
  for flag; do
    grep -qs "^${flag%%=*}:[A-Z]*=${flag#*=}\$" "$cache" || wanted=yes
  done
  [ -e "$build/build.ninja" ] && [ -z "$wanted" ] && return 0
  say "configuring build ..."
  local log
  log=$(mktemp)
  if ! cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_COMPILER="${CXX:-clang++-19}" "${@/#/-D}" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    die "cmake could not configure $build"
  fi
  rm -f "$log"
}

# build TARGETS...: silent when there is nothing to do.
build() {
  ninja -C "$build" -j "$(nproc)" "$@" 2>&1 | show_progress "$*" >&2
}

# Ninja's progress lines become one line on a terminal and are left out
# elsewhere; what compilers say stays.
show_progress() {
  local line told=
  while IFS= read -r line; do
    case $line in
    'ninja: Entering'* | 'ninja: no work'* | '['*'] Re-'* | '-- '*) ;;
    '['[0-9]*/[0-9]*'] '*)
      [ -n "$told" ] || echo "building $1 (the first time takes some minutes) ..."
      told=yes
      [ ! -t 2 ] || printf '\r%s ' "${line%%]*}]"
      ;;
    *) echo "$line" ;;
    esac
  done
  [ -z "$told" ] || [ ! -t 2 ] || echo
}
