// The work itself. It knows nothing of the host, so that `npm test` can test it.

const decoder = new TextDecoder();

/** What was found so far. A checkpoint keeps it. */
export function nothingYet() {
  return { offset: 0, lines: 0, matches: 0 };
}

/** Counts a line, and says whether it contains the word. */
export function take(found, line, word) {
  const matches = decoder.decode(line).includes(word);
  found.offset += line.length;
  found.lines += 1;
  found.matches += matches ? 1 : 0;
  return matches;
}
