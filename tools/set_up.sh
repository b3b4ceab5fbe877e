#!/usr/bin/env bash
# Set up docctl in this folder: Python environment, front end, catalogue; with --test what tests
# need as well. Does only what changed since the last time. One line per step.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '• %s\n' "$*"; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }
stamp() { cat "$@" | sha256sum | cut -c1-16; }

testing=0
[ "${1:-}" = "--test" ] && testing=1

free=$(df -Pk . | awk 'NR==2 {print $4}')
[ "$free" -gt 1500000 ] || fail "Less than 1.5 GB of disk is free here; make room first."

python=""
for candidate in python3.11 python3.12 python3.13 python3.14 python3; do
  command -v "$candidate" >/dev/null 2>&1 || continue
  "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
  python=$candidate
  break
done
[ -n "$python" ] || fail "Python 3.11 or newer is needed (Debian 12, Ubuntu 24.04 or later have it: apt-get install python3 python3-venv)."

# Old Word files (.doc) are read through LibreOffice; everything else works without it.
if ! command -v soffice >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    step "Installing LibreOffice, which reads old .doc files (once, about 250 MB)"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui fonts-liberation; } >/dev/null \
      || step "LibreOffice could not be installed: .doc files are refused until it is there"
  else
    step "LibreOffice is missing, so .doc files are refused (sudo apt-get install libreoffice-writer-nogui)"
  fi
fi

# Everything the tests need that pip and npm cannot bring.
[ "$testing" = 0 ] || tools/system.sh

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
  step "Making the Python environment (.venv) with $("$python" --version)"
  rm -rf .venv
  if ! "$python" -m venv .venv >/dev/null 2>&1; then
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      step "Installing python3-venv"
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
      "$python" -m venv .venv || fail "The Python environment could not be made."
    else
      fail "Python's venv module is missing: sudo apt-get install python3-venv"
    fi
  fi
fi

requirements=requirements.txt
[ "$testing" = 0 ] || requirements=requirements-dev.txt
want=$(stamp "$requirements")
have=$(cat .venv/.installed 2>/dev/null || true)
case "$have" in *"$want"*) ;; *)
  # The list is whole: without --no-deps pip looks for newer ones that extras would allow.
  step "Installing Python packages, pinned and checked by hash"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$requirements" \
    || fail "The Python packages could not be installed; see the lines above (network? proxy?)."
  echo "$want" >> .venv/.installed ;;
esac

site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd > "$site/docctl-checkout.pth"
printf '#!%s\nfrom docctl.cli import main\nmain()\n' "$PWD/.venv/bin/python" > .venv/bin/docctl
chmod +x .venv/bin/docctl

sources=$(find docctl/static/src -type f | LC_ALL=C sort)
# shellcheck disable=SC2086
want=$(stamp package-lock.json tools/build_front_end.mjs $sources)
if [ "$(cat docctl/static/dist/.built 2>/dev/null || true)" != "$want" ]; then
  export PATH="$PWD/.venv/bin:$PATH"
  if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null || ! command -v npm >/dev/null; then
    step "Installing Node.js from PyPI (none of version 20 or newer was found)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-node.txt \
      || fail "Node.js could not be installed."
  fi
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    step "Installing front-end libraries"
    npm ci --silent --no-audit --no-fund || fail "The front-end libraries could not be installed."
  fi
  step "Building the front end"
  node tools/build_front_end.mjs > /dev/null || fail "The front end could not be built."
  echo "$want" > docctl/static/dist/.built
fi

.venv/bin/python tools/catalogue.py --quiet || fail "The catalogue of sentences could not be built."
step "docctl is set up"
