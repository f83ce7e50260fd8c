#!/usr/bin/env bash
# Runs the benches, or those that ONLY names. With PEERS=1 it installs Polars and DuckDB from PyPI and BullMQ from npm
# into folders of their own and measures them in the same run. JOBS=n makes the runs that are compared with each other
# shorter, FINISHED=n the full table, which is kept in target/bench: its 10 million jobs take about 5 GB.
set -euo pipefail

peers=()
if [[ ${PEERS:-} == 1 ]]; then
  venv=target/peers
  [[ -x $venv/bin/python ]] || python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet polars==2.1.0 duckdb==2.0.0 pandas==3.1.1 pytz==2025.2
  peers=(--peers "$venv/bin/python")

  if ! command -v redis-server >/dev/null; then
    [[ $(id -u) == 0 ]] && apt-get install --yes --quiet redis-server >/dev/null ||
      { echo "redis-server is missing: apt-get install redis-server, as root" >&2; exit 1; }
  fi
  bullmq=target/peers-bullmq
  mkdir -p "$bullmq"
  cp tests/benches/bullmq/* "$bullmq"
  # Not `npm ci`: it wants packages for other systems in the lock file, which no registry need have.
  (cd "$bullmq" && npm install --no-audit --no-fund --loglevel=error >/dev/null)
  peers+=(--bullmq "$bullmq")
fi
# shellcheck disable=SC2086 # ONLY is a list of names
target/debug/runner-benches --runner target/debug/runner --convert target/guests/plugin/examples/convert \
  "${peers[@]}" ${JOBS:+--jobs "$JOBS"} ${FINISHED:+--finished "$FINISHED"} ${ONLY:-}
