// Asking the server: one function for all requests, which says what went wrong as the server's problem documents do.
import { stringify, parse } from "./json.js";
import type { FieldError, List, ProblemBody } from "./types.js";

const BASE = "/api/v1";

/** What a server answered that is no success (RFC 9457); or that there was none, with status 0. */
export class Problem extends Error {
  readonly code: string;
  readonly errors: FieldError[];
  readonly existingId: string | undefined;

  constructor(
    readonly status: number,
    body: Partial<ProblemBody>,
  ) {
    super(body.detail ?? body.title ?? `the server answered ${status}`);
    this.name = "Problem";
    this.code = body.code ?? "unknown";
    this.errors = body.errors ?? [];
    this.existingId = body.existing_id;
  }

  /** Whether it may pass by itself. */
  get isPassing(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

/** Told when an answer says that nobody is signed in any more. */
export const signedOut = new EventTarget();

type Query = Record<string, string | number | boolean | null | undefined>;

export interface Ask {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: Query | undefined;
  /** Sent as JSON, with every digit. */
  json?: unknown;
  /** Sent as it is. */
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** The address of something of the API; parts of the path are to be encoded already, as `path` does. */
export function url(at: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return `${BASE}${at}${text ? `?${text}` : ""}`;
}

/** A path whose changing parts are encoded: path`/jobs/${id}`. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((whole, part, place) => whole + encodeURIComponent(values[place - 1] ?? "") + part);
}

/** Sends a request and gives its answer, whatever it is made of. */
export async function send(at: string, ask: Ask = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...ask.headers };
  let body = ask.body;
  if (ask.json !== undefined) {
    headers["Content-Type"] = "application/json";
    body = stringify(ask.json);
  }
  let answer: Response;
  try {
    answer = await fetch(url(at, ask.query), {
      method: ask.method ?? "GET",
      headers,
      ...(body === undefined ? {} : { body }),
      ...(ask.signal ? { signal: ask.signal } : {}),
      credentials: "same-origin",
    });
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw new Problem(0, { detail: "the server does not answer", code: "unreachable" as ProblemBody["code"] });
  }
  if (answer.ok) return answer;
  throw await refused(answer);
}

async function refused(answer: Response): Promise<Problem> {
  if (answer.status === 401) signedOut.dispatchEvent(new Event("signedout"));
  const text = await answer.text().catch(() => "");
  try {
    return new Problem(answer.status, JSON.parse(text) as ProblemBody);
  } catch {
    return new Problem(answer.status, { detail: text.slice(0, 300) || answer.statusText });
  }
}

/** Sends a request and reads its answer as JSON with every digit; nothing of an answer without a body. */
export async function ask<T>(at: string, options: Ask = {}): Promise<T> {
  const answer = await send(at, options);
  const text = await answer.text();
  return (text === "" ? undefined : parse(text)) as T;
}

export const get = <T>(at: string, query?: Query, signal?: AbortSignal): Promise<T> => ask<T>(at, { query, signal });
export const post = <T>(at: string, json?: unknown, more: Ask = {}): Promise<T> =>
  ask<T>(at, { ...more, method: "POST", ...(json === undefined ? {} : { json }) });
export const patch = <T>(at: string, json: unknown): Promise<T> => ask<T>(at, { method: "PATCH", json });
export const put = <T>(at: string, json: unknown): Promise<T> => ask<T>(at, { method: "PUT", json });
export const remove = <T>(at: string): Promise<T> => ask<T>(at, { method: "DELETE" });

/** All items of a list, page after page, up to so many. */
export async function all<T>(at: string, query: Query, most: number, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const page: List<T> = await get(at, { ...query, page_size: Math.min(500, most), page_token: token }, signal);
    items.push(...page.items);
    token = page.next_page_token ?? undefined;
  } while (token && items.length < most);
  return items;
}

/** What went wrong, for people. */
export function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
