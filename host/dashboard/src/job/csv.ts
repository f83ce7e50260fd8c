// A table of CSV or TSV text (RFC 4180), for previews: its beginning, as far as it is whole. Pure.

export function parseCsv(text: string, separator = ",", most = 200): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endCell = (): void => {
    row.push(cell);
    cell = "";
  };
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  for (let at = 0; at < source.length && rows.length < most; at += 1) {
    const char = source[at] as string;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (char === '"' && cell === "") isQuoted = true;
    else if (char === separator) endCell();
    else if (char === "\n" || char === "\r") {
      if (char === "\r" && source[at + 1] === "\n") at += 1;
      endCell();
      rows.push(row);
      row = [];
    } else cell += char;
  }
  if ((cell !== "" || row.length > 0) && rows.length < most) {
    endCell();
    rows.push(row);
  }
  return rows;
}

/** What separates the cells of a text: that of which its first line has most. */
export function separatorOf(text: string): string {
  const line = text.slice(0, 4_096).split("\n")[0] ?? "";
  const counts = [",", "\t", ";", "|"].map((mark) => [mark, line.split(mark).length] as const);
  return counts.sort((a, b) => b[1] - a[1])[0]?.[0] ?? ",";
}
