// A list that shows its first page, and more of it when asked: all that is shown is kept up to date.
import { useMemo, useRef } from "preact/hooks";
import type { List } from "../api/types.js";
import { useQuery } from "../live/query.js";
import type { Live, Query } from "../live/query.js";
import { Button } from "./basics.js";

export interface Some<T> {
  items: T[];
  isMore: boolean;
}

/** What a page is asked for with. */
export interface Page {
  page_size: number;
  page_token?: string | undefined;
}

/** The first page is short, since it is asked for most; whoever wants more gets much more at once. */
const FIRST = 50;
const NEXT = 200;

/** So many pages of a list, one after the other. One that ends early, as the server looked at much, is a page all the same. */
export async function gathered<T>(ask: (page: Page) => Promise<List<T>>, pages: number, first = FIRST): Promise<Some<T>> {
  const items: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const found = await ask({ page_size: pages === 1 ? first : NEXT, page_token: token });
    items.push(...found.items);
    token = found.next_page_token ?? undefined;
    if (!token) break;
  }
  return { items, isMore: token !== undefined };
}

export interface Growing<T> {
  query: Query<Some<T>>;
  more: () => Promise<void>;
}

/** As `useQuery`, of a list. With each page it is asked for again less often. */
export function useGrowing<T>(key: string, ask: (page: Page, signal?: AbortSignal) => Promise<List<T>>, live: Live, first = FIRST): Growing<T> {
  const wanted = useMemo(() => ({ pages: 1 }), [key]);
  const latest = useRef({ wanted, ask });
  latest.current = { wanted, ask };
  const query = useQuery(key, (signal) => gathered((page) => ask(page, signal), wanted.pages, first), { ...live, pace: (live.pace ?? 500) * wanted.pages });
  const more = async (): Promise<void> => {
    const found = await gathered((page) => ask(page), wanted.pages + 1);
    // Another list may have been asked for meanwhile.
    if (latest.current.wanted !== wanted) return;
    wanted.pages += 1;
    query.set(found);
  };
  return { query, more };
}

export function ShowMore<T>({ list }: { list: Growing<T> }) {
  if (!list.query.data.value?.isMore) return null;
  return (
    <p class="list-end">
      <Button small onClick={list.more}>
        Show more
      </Button>
    </p>
  );
}
