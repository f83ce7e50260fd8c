// Text from jobs, logs and plugins: strangers' text. It is shown as text nodes; here it loses what would fool a reader.

// Escape sequences (ECMA-48): CSI with its parameters, OSC and the other strings up to their end, and two-character ones.
const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;
// Control characters other than tab and line feed; marks that turn the direction of text, by which it reads as another.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const TURNING = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;

/** Without escape sequences; what is left of control characters shows as such. */
export function plain(text: string): string {
  return text
    .replace(/\r\n/g, "\n")
    .replace(ANSI, "")
    .replace(CONTROL, "\ufffd")
    .replace(TURNING, (mark) => `\u27e8U+${mark.charCodeAt(0).toString(16).toUpperCase()}\u27e9`);
}

/** On one line. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, " ").trim();
}

export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The part of an id that people tell jobs apart by: the end of a UUIDv7 is random, its beginning the time. */
export function shortId(id: string): string {
  return id.slice(-12);
}

export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}
