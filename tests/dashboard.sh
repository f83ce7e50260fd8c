#!/usr/bin/env bash
# Tests the dashboard in a browser, or makes pictures of it: `dashboard.sh [screenshots]`. It needs Node.js, Chromium, the
# program and the test guests, which the tests of the host have built. What is missing is said; under CI that is an error.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../host/dashboard"

missing() {
  echo "$1: the dashboard is not tested in a browser" >&2
  [ -z "${CI:-}" ] || exit 1
  exit 0
}

command -v npm >/dev/null || missing "npm is missing (Node.js 20 or newer)"
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null
  else
    missing "Chromium is missing (Debian: apt-get install chromium; or name one as CHROMIUM)"
  fi
fi

if [ "${1:-}" = screenshots ]; then
  exec npm run --silent screenshots
fi
exec npm run --silent test:browser
