#!/usr/bin/env bash
# Makes `cargo nextest` work. Does nothing where it already does.
set -euo pipefail
cargo nextest --version >/dev/null 2>&1 && exit
echo "cargo-nextest is missing: building it, once (a few minutes)" >&2
cargo install --locked cargo-nextest --version 0.9.143
