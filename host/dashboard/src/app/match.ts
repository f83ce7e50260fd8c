// Which page an address is of. Pure.

/** The changing parts of a path that fits a pattern such as `/jobs/:id`; null if it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split("/");
  const have = path.replace(/\/+$/, "").split("/");
  if (path === "/" ? pattern !== "/" : want.length !== have.length) return null;
  const found: Record<string, string> = {};
  for (const [place, part] of want.entries()) {
    const given = have[place] ?? "";
    if (part.startsWith(":")) {
      try {
        found[part.slice(1)] = decodeURIComponent(given);
      } catch {
        return null;
      }
      if (given === "") return null;
    } else if (part !== given) return null;
  }
  return found;
}

interface Address {
  pathname: string;
  search: string;
  hash: string;
}

/** Whether an address is that of a part of the page at hand. */
export function isWithin(to: Address, from: Address): boolean {
  return to.hash !== "" && to.pathname === from.pathname && to.search === from.search;
}
