import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nothingYet, take } from '../src/search.js';

const bytes = (text) => new TextEncoder().encode(text);

test('lines that contain the word are found', () => {
  const found = nothingYet();
  const lines = ['a word\n', 'wor\n', 'words, at the end'].filter((line) => take(found, bytes(line), 'word'));
  assert.deepEqual(lines, ['a word\n', 'words, at the end']);
  assert.deepEqual(found, { offset: 28, lines: 3, matches: 2 });
});

test('offsets are bytes, not characters', () => {
  const found = nothingYet();
  take(found, bytes('Łódź\n'), 'ź');
  assert.equal(found.offset, 8);
});
