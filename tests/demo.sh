#!/usr/bin/env bash
# The main job, as a newcomer would run it: a generated CSV becomes JSON Lines inside the sandbox, once here and now and
# once as a durable job of a server.
# Usage: tests/demo.sh RUNNER FIXTURES FOLDER
set -euo pipefail

runner=$1 fixtures=$2 folder=$3
export RUNNER_DATA_DIR=$folder/data
unset RUNNER_SERVER RUNNER_TOKEN
mkdir -p "$folder"

say() { # COMMAND... as a person would type it
  printf '\n$ %s\n' "$*"
}

run() { # COMMAND...
  if [[ $1 == runner ]]; then "$runner" "${@:2}"; else "$@"; fi
}

show() { # COMMAND... and what it prints
  say "$@"
  run "$@"
}

"$fixtures" orders 5000 "$folder/orders.csv"
show head -n 5 "$folder/orders.csv"
convert=(-p to=jsonl -i data="$folder/orders.csv" -o data="$folder/orders.jsonl")
say runner run data-conversion "${convert[@]}"
run runner run data-conversion "${convert[@]}" >"$folder/result.json"
show head -n 3 "$folder/orders.jsonl"

# The server has data of its own, which is gone with it.
data=$(mktemp -d)
server=
stop() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; fi
  rm -rf "$data"
}
trap stop EXIT
export RUNNER_DATA_DIR=$data

printf '\n$ runner serve --listen 127.0.0.1:0 &\n'
"$runner" serve --listen 127.0.0.1:0 2>"$data/serve.log" &
server=$!
for _ in {1..300}; do
  if [[ -e $data/server ]]; then break; fi
  if ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.1
done
cat "$data/serve.log" >&2
[[ -e $data/server ]] || { echo "the server did not start" >&2; exit 1; }

convert=(-p to=jsonl -i data="$folder/orders.csv" -o data="$folder/served.jsonl")
say runner submit data-conversion "${convert[@]}" --follow
run runner submit data-conversion "${convert[@]}" --follow >"$folder/result.json"
id=$("$runner" job list --json --limit 1 | sed 's/^{"id":"\([^"]*\)".*/\1/')
show runner job list
show runner job show "$id"
show runner events --job "$id"
show head -n 3 "$folder/served.jsonl"
cmp "$folder/orders.jsonl" "$folder/served.jsonl"

kill "$server"
wait "$server" || { echo "the server did not stop well" >&2; exit 1; }
server=
printf '\nThe outputs are %s and, from the server, %s: the same bytes. The result is in %s.\n' \
  "$folder/orders.jsonl" "$folder/served.jsonl" "$folder/result.json"
