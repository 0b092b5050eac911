#!/usr/bin/env bash
# Sets up what building needs: a C compiler for the libraries that carry C code, Rust, and what builds the
# pages with a Node.js of its own.
# With the argument `test` also what tests need: a PostgreSQL, a Chromium and a coturn that they start
# themselves, espeak-ng and lame, Python for an outside desk and with OpenAI's client.
# Says what it does, asks nothing, and does nothing where everything is there.
set -euo pipefail

say() { printf '==> %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else
    say "root rights are needed for: $*"
    exit 1
  fi
}

if ! command -v cc >/dev/null || ! command -v c++ >/dev/null || ! command -v cmake >/dev/null \
  || ! command -v curl >/dev/null; then
  if ! command -v apt-get >/dev/null; then
    say "install a C and C++ compiler, CMake and curl, then try again"
    exit 1
  fi
  say "installing the C and C++ compilers, CMake and curl"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
    build-essential ca-certificates cmake curl
fi

if [ "${1:-}" = test ] && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  if ! command -v apt-get >/dev/null; then
    say "install PostgreSQL, then try again"
    exit 1
  fi
  say "installing PostgreSQL for the tests"
  as_root apt-get update -q
  # No server of the system's own is wanted, only the programs.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    as_root mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql
fi

# Two browsers that call each other, and the relay between them; the voice that reads answers aloud, and
# what makes MP3 of it.
for needed in chromium:chromium turnserver:coturn espeak-ng:espeak-ng lame:lame; do
  program="${needed%:*}" package="${needed#*:}"
  if [ "${1:-}" = test ] && ! command -v "$program" >/dev/null; then
    if ! command -v apt-get >/dev/null; then
      say "install $package, then try again"
      exit 1
    fi
    say "installing $package for the tests"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$package"
  fi
done

if [ "${1:-}" = test ] && ! command -v python3 >/dev/null; then
  if ! command -v apt-get >/dev/null; then
    say "install Python 3.11 or newer, then try again"
    exit 1
  fi
  say "installing Python for the tests of backends"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends python3
fi

# What moves the clock of a server that a browser looks at.
if [ "${1:-}" = test ] && ! ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1; then
  if ! command -v apt-get >/dev/null; then
    say "install libfaketime, then try again"
    exit 1
  fi
  say "installing libfaketime for the tests"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends libfaketime
fi

# The client of OpenAI in an environment of its own, to hear whether it can be used unchanged.
client="$(dirname "$0")/../web"
if [ "${1:-}" = test ] && ! [ "$client/python/installed" -nt "$client/python-requirements.txt" ]; then
  if ! python3 -c 'import ensurepip, venv' >/dev/null 2>&1; then
    if ! command -v apt-get >/dev/null; then
      say "install Python's venv, then try again"
      exit 1
    fi
    say "installing Python's venv"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends python3-venv
  fi
  say "installing OpenAI's client into web/python"
  python3 -m venv --clear "$client/python"
  "$client/python/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
    -r "$client/python-requirements.txt"
  touch "$client/python/installed"
fi

# Node.js itself comes from the lock file, so that everybody builds and runs with the same one; the
# system's, of whatever age, only has to run npm. Nothing that is installed may run scripts.
web="$(dirname "$0")/../web"
if ! [ "$web/node_modules/.package-lock.json" -nt "$web/package-lock.json" ]; then
  if ! command -v npm >/dev/null; then
    if ! command -v apt-get >/dev/null; then
      say "install npm, then try again"
      exit 1
    fi
    say "installing npm"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends npm
  fi
  say "installing what builds the pages into web/node_modules"
  npm --prefix "$web" ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi
# npm 9 leaves this link out, because packages for two machines have a program of this name.
for node in "$web"/node_modules/node-linux-*/bin/node; do
  if [ -x "$node" ]; then
    ln -sf "../${node#"$web/node_modules/"}" "$web/node_modules/.bin/node"
  fi
done

export PATH="$HOME/.cargo/bin:$PATH"
if ! command -v cargo >/dev/null; then
  # This branch needs the network of rustup and has not been run where this was written.
  say "installing Rust by rustup"
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal \
    --default-toolchain none
fi
# The version stands in rust-toolchain.toml; rustup fetches it where it is missing.
cargo --version >/dev/null
