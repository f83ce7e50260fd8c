"""Converts a CSV file to JSON Lines with a peer and prints the seconds that took, without starting Python.

Usage: peers.py polars|duckdb FROM TO
"""

import json
import sys
import time

peer, source, target = sys.argv[1:]

if peer == "polars":
    import polars

    began = time.perf_counter()
    polars.scan_csv(source).sink_ndjson(target)
elif peer == "duckdb":
    import duckdb

    began = time.perf_counter()
    duckdb.execute(f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT JSON)")
else:
    sys.exit(f"no peer is called {peer}")

print(json.dumps({"seconds": time.perf_counter() - began}))
