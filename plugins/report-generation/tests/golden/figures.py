"""Makes figures.json by pandas: what the tests in tests/report/figures.rs compare with.

Usage, from the root: python3 -m venv target/tmp/pandas && target/tmp/pandas/bin/pip install pandas
&& target/tmp/pandas/bin/python plugins/report-generation/tests/golden/figures.py
With --check it compares instead of writing.
"""

import io
import json
import pathlib
import sys

import pandas

HERE = pathlib.Path(__file__).parent


def csv(rows):
    """The data of figures.rs."""
    state = 42

    def below(limit):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % limit

    lines = ["order,city,quantity,price,ordered_on"]
    for row in range(1, rows + 1):
        city = ["Zürich", "Phoenix", "Kraków", "Reykjavík"][below(4)]
        quantity = "" if below(10) == 0 else str(below(50))
        whole = below(1000) * below(1000) // 1000
        cents = below(100)
        month = below(12) + 1
        day = below(28) + 1
        lines.append(f"{row},{city},{quantity},{whole}.{cents:02},2026-{month:02}-{day:02}")
    return "\n".join(lines) + "\n"


table = pandas.read_csv(io.StringIO(csv(5000)), parse_dates=["ordered_on"])
columns = {}
for name in table.columns:
    column = table[name]
    columns[name] = {"nunique": int(column.nunique()), "missing": int(column.isna().sum())}
    if name in ("quantity", "price"):
        columns[name] |= {"sum": float(column.sum()), "mean": float(column.mean()), "std": float(column.std())}
        columns[name] |= {f"{share}%": float(column.quantile(share / 100)) for share in (5, 25, 50, 75, 95)}
price = table[table["quantity"] > 10].groupby("city")["price"]
by_city = {
    city: [float(f) for f in (g.count(), g.sum(), g.mean(), g.median(), g.min(), g.max(), g.nunique(), g.quantile(0.9))]
    for city, g in price
}
by_month = table.groupby(table["ordered_on"].dt.month).size().astype(float).tolist()
found = {"columns": columns, "by_city": by_city, "by_month": by_month}

path = HERE / "figures.json"
if "--check" in sys.argv:
    if json.loads(path.read_text()) != found:
        sys.exit("figures.json does not hold what pandas finds")
else:
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
