#!/usr/bin/env bash
# What the dependencies must keep: one TLS provider, and deny.toml where cargo-deny is installed.
set -euo pipefail

if cargo tree --locked --workspace --edges normal,build --prefix none 2>/dev/null | grep -E '^aws-lc-(rs|sys) '; then
  echo "aws-lc is in the tree: the one TLS provider is ring. See which crate asks for it: cargo tree -i aws-lc-rs" >&2
  exit 1
fi
if cargo deny --version >/dev/null 2>&1; then
  cargo deny check bans licenses sources
elif [[ -n ${CI:-} ]]; then
  echo "cargo-deny is missing: building it, once (a few minutes)" >&2
  cargo install --locked --quiet cargo-deny --version 0.20.2
  cargo deny check bans licenses sources
else
  echo "cargo-deny is missing, so bans, licenses and sources were not checked: cargo install --locked cargo-deny" >&2
fi
