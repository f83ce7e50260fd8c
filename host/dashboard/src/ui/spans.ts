// Words that stand between backticks in a text, such as the name of a limit in a message. Pure.

export interface Span {
  text: string;
  isCode: boolean;
}

/** The text in parts. A backtick without another on its line is itself. */
export function spans(text: string): Span[] {
  return text
    .split(/`([^`\n]+)`/)
    .map((part, at) => ({ text: part, isCode: at % 2 === 1 }))
    .filter((part) => part.text !== "");
}

/** The pattern of a group of errors as people read it: what differs from one to the next is left out. */
export function patternText(pattern: string): string {
  return pattern.replace(/#+/g, "…");
}
