// my-processor: copies the lines of a text that contain a word.
//
// `describe` says what a job takes and makes, `run` runs one. What both exchange with the host is in wit/job.wit;
// host.js makes it pleasant.

import { cache, checkpoint, guarded, inputOf, log, output, progress, restored } from './host.js';
import { nothingYet, take } from './search.js';

const EVERY = 10_000;
const HOUR = 60 * 60 * 1000;

export function describe() {
  return {
    name: 'my-processor',
    version: '0.1.0',
    summary: 'Copies the lines of a text that contain a word',
    paramsSchema: JSON.stringify({
      type: 'object',
      properties: {
        word: { type: 'string', minLength: 1, description: 'The word to look for' },
      },
      required: ['word'],
      additionalProperties: false,
    }),
    resultSchema: JSON.stringify({
      type: 'object',
      properties: {
        lines: { type: 'integer' },
        matches: { type: 'integer' },
        before: { type: ['integer', 'null'], description: 'The matches that the last job for this word found' },
      },
      required: ['lines', 'matches', 'before'],
    }),
    inputs: [{ name: 'text', summary: 'The text to search', mediaTypes: ['text/plain'], required: true }],
    outputs: [{ name: 'matches', summary: 'The lines found', mediaTypes: ['text/plain'], required: true }],
    wants: [{ tag: 'cache', val: 65_536n }],
    resumable: true,
  };
}

export const run = guarded((job) => {
  const { word } = JSON.parse(job.params);
  const found = restored(job) ?? nothingYet();
  const text = inputOf(job, 'text', found.offset);
  const goesOn = found.offset > 0;
  const matches = output('matches', { goesOn, mediaType: 'text/plain' });
  if (goesOn) {
    log.info(`going on after line ${found.lines}`, { attempt: job.attempt });
  }

  for (const line of text.lines()) {
    if (take(found, line, word)) {
      matches.write(line);
    }
    if (found.lines % EVERY === 0) {
      progress(found.offset, text.size);
      matches.flush();
      checkpoint(found);
    }
  }
  progress(found.offset, text.size);
  matches.flush();

  const before = cache.get(`matches of ${word}`) ?? null;
  cache.put(`matches of ${word}`, found.matches, HOUR);
  log.info(`${found.matches} of ${found.lines} lines match`);
  return { lines: found.lines, matches: found.matches, before };
});
