#!/usr/bin/env bash
# The main jobs, as a newcomer would run them: a server fetches property records from a stand-in for PropertyRadar's API,
# converts them and makes a report of them, a chain of jobs; and a generated CSV becomes JSON Lines inside the sandbox, once
# here and now and once as a durable job of the server.
# Usage: tests/demo.sh RUNNER FIXTURES PROPERTY_API FOLDER
set -euo pipefail

runner=$1 fixtures=$2 property_api=$3 folder=$4
unset RUNNER_SERVER RUNNER_TOKEN
mkdir -p "$folder"

say() { # COMMAND... as a person would type it
  printf '\n$'
  for word in "$@"; do
    if [[ $word == *[\ \$\'\"]* ]]; then printf " '%s'" "$word"; else printf ' %s' "$word"; fi
  done
  printf '\n'
}

run() { # COMMAND...
  if [[ $1 == runner ]]; then "$runner" "${@:2}"; else "$@"; fi
}

show() { # COMMAND... and what it prints
  say "$@"
  run "$@"
}

# The servers have data of their own, which is gone with them.
data=$(mktemp -d)
server= api=
stop() {
  for process in $server $api; do
    kill "$process" 2>/dev/null && wait "$process" 2>/dev/null || true
  done
  rm -rf "$data"
}
trap stop EXIT

wait_for() { # FILE PROCESS
  for _ in {1..300}; do
    if [[ -s $1 ]]; then return; fi
    if ! kill -0 "$2" 2>/dev/null; then break; fi
    sleep 0.1
  done
  echo "a server did not start" >&2
  exit 1
}

printf '\n$ runner serve --listen 127.0.0.1:0 &\n'
export RUNNER_DATA_DIR=$data
"$runner" serve --listen 127.0.0.1:0 2>"$data/serve.log" &
server=$!
wait_for "$data/server" "$server" || { cat "$data/serve.log" >&2; exit 1; }
cat "$data/serve.log" >&2

printf '\n$ runner-property-api &\n'
"$property_api" --url-file "$data/api" >"$data/api.log" &
api=$!
wait_for "$data/api" "$api"
cat "$data/api.log"
url=$(cat "$data/api")

# A plugin reaches what an operator granted, and never has the key that the host puts in.
sed -n 's/^its key is //p' "$data/api.log" >"$data/key.txt"
say runner secret set propertyradar '<' key.txt
run runner secret set propertyradar <"$data/key.txt"
show runner plugin grant property-fetch "$url" --method POST \
  --header 'authorization: Bearer ${secret:propertyradar}' --rate 10/s

# What it would cost; then three jobs, each of which waits for the one before: the records, the same as CSV, a report.
criteria='{"state": ["AZ"], "property_type": ["SFR", "CND"], "equity_percent": [30, 100]}'
fetch=(property-fetch -p base_url="$url" -p criteria="$criteria")
show runner submit "${fetch[@]}" --wait
say runner submit "${fetch[@]}" -p purchase=true
fetched=$(run runner submit "${fetch[@]}" -p purchase=true)
echo "$fetched"
convert=(data-conversion -p to=csv -i data="job:$fetched/data")
say runner submit "${convert[@]}"
converted=$(run runner submit "${convert[@]}")
echo "$converted"
report=(report-generation -p title='Properties in Arizona' -p formats='["html", "pdf", "xlsx"]' -i data="job:$converted/data"
  -o report="$folder/properties.html" -o pdf="$folder/properties.pdf" -o xlsx="$folder/properties.xlsx")
say runner submit "${report[@]}" --follow
run runner submit "${report[@]}" --follow >"$folder/result.json"
show runner job show "$fetched"
show runner job logs "$fetched"
say runner job output "$converted" data
run runner job output "$converted" data -o "$folder/properties.csv"
show head -n 3 "$folder/properties.csv"

# The same conversion of other data, here and now and by the server.
"$fixtures" orders 5000 "$folder/orders.csv"
show head -n 5 "$folder/orders.csv"
convert=(-p to=jsonl -i data="$folder/orders.csv" -o data="$folder/orders.jsonl")
say runner run data-conversion "${convert[@]}"
RUNNER_DATA_DIR=$folder/data run runner run data-conversion "${convert[@]}" >"$folder/result.json"
show head -n 3 "$folder/orders.jsonl"

convert=(-p to=jsonl -i data="$folder/orders.csv" -o data="$folder/served.jsonl")
say runner submit data-conversion "${convert[@]}" --follow
run runner submit data-conversion "${convert[@]}" --follow >"$folder/result.json"
id=$("$runner" job list --json --limit 1 | sed 's/^{"id":"\([^"]*\)".*/\1/')
show runner job list
show runner job show "$id"
show runner events --job "$id"
cmp "$folder/orders.jsonl" "$folder/served.jsonl"

kill "$server"
wait "$server" || { echo "the server did not stop well" >&2; exit 1; }
server=
printf '\nThe orders are in %s and, from the server, in %s: the same bytes. The properties are in %s.\n' \
  "$folder/orders.jsonl" "$folder/served.jsonl" "$folder/properties.csv"
printf 'The report on the properties, made to be looked at:\n  HTML %s\n  PDF  %s\n  XLSX %s\n' "$folder"/properties.{html,pdf,xlsx}
