#!/usr/bin/env bash
# Sets up what building needs: a C compiler for the libraries that carry C code, Rust, and what builds the
# pages with a Node.js of its own.
# With the argument `test` also what tests need: a PostgreSQL, a NATS, a Chromium and a coturn that they start
# themselves, espeak-ng and lame, valgrind, Python for an outside desk, with OpenAI's client, ir-measures and
# schemathesis.
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

# What is missing, by the names of Debian's packages; it is installed in one go.
missing=()
need() { missing+=("$@"); }
has() { command -v "$1" >/dev/null; }
has_file() { compgen -G "$1" >/dev/null; }
has_font() { [ -n "$(find /usr/share/fonts -name "$1" -print -quit 2>/dev/null)" ]; }

if ! has cc || ! has c++; then need build-essential; fi
has cmake || need cmake
has curl || need ca-certificates curl
# The system's Node.js only has to run npm; which one builds the pages is said below.
has npm || need npm

web="$(dirname "$0")/../web"
if [ "${1:-}" = test ]; then
  if ! has_file '/usr/lib/postgresql/*/bin/initdb'; then
    need postgresql
    # No server of the system's own is wanted, only the programs.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
      as_root mkdir -p /etc/postgresql-common
      echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
  fi
  # What nodes tell each other by; no server of the system's own is wanted.
  if ! has nats-server && [ ! -x /usr/sbin/nats-server ]; then need nats-server; fi
  # Networks of their own for nodes, which only root may make.
  has ip || need iproute2
  # A browser for the pages and for calls, the quicker one where the system has it, and the relay between two.
  if [ "$(. /etc/os-release 2>/dev/null && echo "${ID:-}")" = debian ]; then
    has chromium-headless-shell || need chromium-headless-shell
  else
    has chromium || need chromium
  fi
  has turnserver || need coturn
  # The voice that reads answers aloud, and what makes MP3 of it.
  has espeak-ng || need espeak-ng
  has lame || need lame
  # What counts instructions.
  has valgrind || need valgrind
  # What moves the clock of a server that a browser looks at.
  has_file '/usr/lib/*/faketime/libfaketimeMT.so.1' || need libfaketime
  # Without fonts every character in the pictures of pages is a box, as wide as any other.
  has_font wqy-zenhei.ttc || need fonts-wqy-zenhei
  has_font NotoColorEmoji.ttf || need fonts-noto-color-emoji
  # An outside desk; OpenAI's client, ir-measures and schemathesis, which have an environment of their own.
  has python3 || need python3
  python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || need python3-venv
fi

if [ "${#missing[@]}" -gt 0 ]; then
  if ! has apt-get; then
    say "install ${missing[*]} (names of Debian's packages), then try again"
    exit 1
  fi
  say "installing ${missing[*]}"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
  # Debian starts the server of what it installs, and nobody here asks that one.
  if [[ " ${missing[*]} " == *" nats-server "* ]] && has systemctl; then
    as_root systemctl disable --now nats-server || true
  fi
fi

# The client of OpenAI, to hear whether it can be used unchanged, ir-measures, to compare metrics with, and
# schemathesis, to hold the server to its description, in an environment of their own.
if [ "${1:-}" = test ] && ! [ "$web/python/installed" -nt "$web/python-requirements.txt" ]; then
  say "installing OpenAI's client, ir-measures and schemathesis into web/python"
  python3 -m venv --clear "$web/python"
  "$web/python/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
    -r "$web/python-requirements.txt"
  touch "$web/python/installed"
fi

# Node.js itself comes from the lock file, so that everybody builds and runs with the same one; the
# system's, of whatever age, only has to run npm. Nothing that is installed may run scripts.
if ! [ "$web/node_modules/.package-lock.json" -nt "$web/package-lock.json" ]; then
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
