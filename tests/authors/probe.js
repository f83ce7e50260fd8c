// Does what the param `do` says, to see what comes of it under the host's limits.

import { guarded, request, Failure } from './host.js';

export function describe() {
  return {
    name: 'word-search',
    version: '0.1.0',
    summary: 'A guest of the tests',
    paramsSchema: JSON.stringify({ properties: { do: { enum: Object.keys(deeds) }, url: {} } }),
    resultSchema: undefined,
    inputs: [],
    outputs: [],
    wants: [{ tag: 'http', val: '*' }],
    resumable: false,
  };
}

const deeds = {
  spin() {
    for (;;);
  },
  grow() {
    const all = [];
    for (;;) {
      all.push(new Uint8Array(1024 * 1024).fill(1));
    }
  },
  permanent() {
    throw Failure.permanent('never');
  },
  transient() {
    throw Failure.transient('perhaps');
  },
  patience() {
    throw Failure.retryAfter(1500, 'soon');
  },
  mistake() {
    return undefined.what;
  },
  async fetch({ url = 'http://shop.example/orders' }) {
    const response = await request(url, { method: 'POST', body: 'hello' });
    return { status: response.status, text: await response.text() };
  },
};

export const run = guarded((job) => {
  const params = JSON.parse(job.params);
  return deeds[params.do](params);
});
