#!/usr/bin/env bash
# The main job, as a newcomer would run it: a generated CSV becomes JSON Lines inside the sandbox.
# Usage: tests/demo.sh RUNNER FIXTURES FOLDER
set -euo pipefail

runner=$1 fixtures=$2 folder=$3
export RUNNER_DATA_DIR=$folder/data
mkdir -p "$folder"

"$fixtures" orders 5000 "$folder/orders.csv"
printf '\n$ head -n 5 %s\n' "$folder/orders.csv"
head -n 5 "$folder/orders.csv"

printf '\n$ runner run data-conversion -p to=jsonl -i data=%s -o data=%s\n' "$folder/orders.csv" "$folder/orders.jsonl"
"$runner" run data-conversion -p to=jsonl -i data="$folder/orders.csv" -o data="$folder/orders.jsonl" >"$folder/result.json"

printf '\n$ head -n 3 %s\n' "$folder/orders.jsonl"
head -n 3 "$folder/orders.jsonl"
printf '\nThe output is in %s, the result in %s.\n' "$folder/orders.jsonl" "$folder/result.json"
