#!/usr/bin/env bash
# Runs the benches, or those that ONLY names. With PEERS=1 it installs Polars and DuckDB from PyPI into a folder of their own and measures
# them in the same run.
set -euo pipefail

peers=()
if [[ ${PEERS:-} == 1 ]]; then
  venv=target/peers
  [[ -x $venv/bin/python ]] || python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet polars==2.1.0 duckdb==2.0.0
  peers=(--peers "$venv/bin/python")
fi
# shellcheck disable=SC2086 # ONLY is a list of names
target/debug/runner-benches --runner target/debug/runner --convert target/guests/plugin/examples/convert \
  "${peers[@]}" ${ONLY:-}
