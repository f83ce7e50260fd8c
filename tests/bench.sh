#!/usr/bin/env bash
# Runs the benches. With PEERS=1 it installs Polars and DuckDB from PyPI into a folder of their own and measures
# them in the same run.
set -euo pipefail

peers=()
if [[ ${PEERS:-} == 1 ]]; then
  venv=target/peers
  [[ -x $venv/bin/python ]] || python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet polars==2.1.0 duckdb==2.0.0
  peers=("$venv/bin/python")
fi
target/debug/runner-benches target/debug/runner target/guests/plugin/examples/convert "${peers[@]}"
