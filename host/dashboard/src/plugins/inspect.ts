// What can be said of a file before a server has it: whether it is a WASM component at all, and which one. Pure but for the
// digest.

export interface Findings {
  name: string;
  size: number;
  digest: string | undefined;
  /** Why it is no use; none if it may be a plugin. */
  problem: string | undefined;
}

const MOST = 256 * 1024 * 1024;

export async function inspect(file: File): Promise<Findings> {
  const bytes = file.size <= MOST ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
  return { name: file.name, size: file.size, digest: await digestOf(bytes), problem: file.size > MOST ? "it is larger than any plugin" : problemOf(bytes) };
}

/** A component begins with `\0asm`, version 13, layer 1; a core module with version 1, layer 0. */
export function problemOf(bytes: Uint8Array): string | undefined {
  const magic = [0x00, 0x61, 0x73, 0x6d];
  if (bytes.length < 8 || magic.some((byte, at) => bytes[at] !== byte)) return "it is no WebAssembly";
  if (bytes[6] === 0) return "it is a WebAssembly module and no component: build it for wasm32-wasip2, or make a component of it with wasm-tools";
  return undefined;
}

/** Pages by plain http from another machine have no digests. */
async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle || bytes.length === 0) return undefined;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256:${[...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
