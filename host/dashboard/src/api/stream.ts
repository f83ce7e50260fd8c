// Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) read by fetch: a browser's own
// EventSource hides comments, by which a dead connection is told from a quiet one, and why it was refused.

/** An event as it came. */
export interface Message {
  id: string | undefined;
  event: string;
  data: string;
}

/** A number without an event: all up to it was told, and one can go on from there. */
export const PLACE = "place";

/** Takes text in pieces of any length and gives the events that are whole. */
export class Parser {
  #rest = "";
  #id: string | undefined;
  #event = "";
  #data: string[] = [];

  push(text: string): Message[] {
    const found: Message[] = [];
    // A piece may end between the two characters of a line's end.
    const whole = this.#rest + text;
    const cut = whole.endsWith("\r") ? whole.length - 1 : whole.length;
    const lines = whole.slice(0, cut).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + whole.slice(cut);
    for (const line of lines) {
      const message = this.#line(line);
      if (message) found.push(message);
    }
    return found;
  }

  #line(line: string): Message | undefined {
    if (line !== "") {
      this.#field(line);
      return undefined;
    }
    const message = this.#whole();
    this.#data = [];
    this.#event = "";
    this.#id = undefined;
    return message;
  }

  #whole(): Message | undefined {
    if (this.#data.length > 0) return { id: this.#id, event: this.#event || "message", data: this.#data.join("\n") };
    return this.#id === undefined ? undefined : { id: this.#id, event: PLACE, data: "" };
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id") this.#id = value;
  }
}

/** A stream that says nothing for so long is taken for dead: the server sends a comment every 15 seconds. */
const SILENCE = 40_000;

/** The events of an answer's body, until it ends, somebody ends it, or it falls silent. */
export async function* messages(body: ReadableStream<Uint8Array>, silence = SILENCE): AsyncGenerator<Message[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new Parser();
  try {
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const quiet = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("the stream fell silent")), silence);
      });
      const { value, done } = await Promise.race([reader.read(), quiet]).finally(() => clearTimeout(timer));
      if (done) return;
      const found = parser.push(decoder.decode(value, { stream: true }));
      if (found.length > 0) yield found;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
