"""Computes the figures of a report without params with a peer: for each column how many values are missing and different, of
numbers sum, mean, deviation, percentiles and a histogram, of texts the ten most frequent, of dates how many lie in each month.
Prints the seconds that took, without starting Python, and the memory of the process.

Usage: figures.py pandas|duckdb FROM
"""

import json
import resource
import sys
import time

peer, source = sys.argv[1:]
NUMBERS = ["quantity", "price"]
TEXTS = ["customer", "email", "zip", "city", "notes"]
DATES = ["ordered_on", "shipped_at"]
SHARES = [0.05, 0.25, 0.5, 0.75, 0.95]

if peer == "pandas":
    import pandas

    began = time.perf_counter()
    table = pandas.read_csv(source, dtype={"zip": "str"}, parse_dates=DATES)
    for name in table.columns:
        table[name].isna().sum(), table[name].nunique()
    for name in NUMBERS:
        column = table[name]
        column.sum(), column.mean(), column.std(), column.min(), column.max()
        column.quantile(SHARES)
        pandas.cut(column, 20).value_counts()
    for name in TEXTS:
        table[name].value_counts().head(10)
    table["paid"].value_counts()
    for name in DATES:
        table[name].min(), table[name].max()
        table.groupby(table[name].dt.tz_localize(None).dt.to_period("M")).size()
    table.head(20)
elif peer == "duckdb":
    import duckdb

    began = time.perf_counter()
    duckdb.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{source}', types={{'zip': 'VARCHAR'}})")
    names = [row[0] for row in duckdb.execute("DESCRIBE t").fetchall()]
    counts = ", ".join(f'count("{name}"), approx_count_distinct("{name}")' for name in names)
    duckdb.execute(f"SELECT count(*), {counts} FROM t").fetchall()
    for name in NUMBERS:
        duckdb.execute(
            f"SELECT sum({name}), avg({name}), stddev({name}), min({name}), max({name}), quantile_cont({name}, {SHARES}) FROM t"
        ).fetchall()
        duckdb.execute(
            f"SELECT floor({name} / (SELECT max({name}) / 20 FROM t)) AS bin, count(*) FROM t GROUP BY bin"
        ).fetchall()
    for name in [*TEXTS, "paid"]:
        duckdb.execute(f"SELECT {name}, count(*) AS n FROM t GROUP BY 1 ORDER BY n DESC LIMIT 10").fetchall()
    for name in DATES:
        duckdb.execute(f"SELECT min({name}), max({name}) FROM t").fetchall()
        duckdb.execute(f"SELECT date_trunc('month', {name}) AS m, count(*) FROM t GROUP BY m").fetchall()
    duckdb.execute("SELECT * FROM t LIMIT 20").fetchall()
else:
    sys.exit(f"no peer is called {peer}")

seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
