// The host's functions (wit/job.wit) as JavaScript likes them. The only file that imports them.

import * as blobs from 'runner:job/blobs@0.1.0';
import * as hostCache from 'runner:job/cache@0.1.0';
import { save } from 'runner:job/checkpoint@0.1.0';
import { write } from 'runner:job/log@0.1.0';
import { report } from 'runner:job/progress@0.1.0';

const CHUNK = 256 * 1024;
const NEWLINE = 10;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A job's failure. Throw it; `kind` says whether the job is tried again. */
export class Failure extends Error {
  constructor(kind, message, val = message) {
    super(message);
    this.variant = { tag: kind, val };
  }

  /** It will fail again however often it is tried. */
  static permanent(message) {
    return new Failure('permanent', message);
  }

  /** It may succeed when tried again. */
  static transient(message) {
    return new Failure('transient', message);
  }

  /** Somebody asked for patience. Waiting does not count as a failure. */
  static retryAfter(delayMs, message) {
    return new Failure('retry-after', message, { message, delayMs: BigInt(Math.ceil(delayMs)) });
  }
}

/** Makes `run` of a function that returns the result as a value, or a promise of it, and throws what goes wrong. */
export function guarded(work) {
  return async (job) => {
    try {
      return JSON.stringify((await work(job)) ?? null);
    } catch (error) {
      throw failureOf(error);
    }
  };
}

function failureOf(error) {
  if (error instanceof Failure) {
    return error.variant;
  }
  // What the host refused says why.
  if (typeof error?.payload === 'string') {
    return { tag: 'transient', val: error.payload };
  }
  // A mistake of ours. The host makes a line with `panic` the message of the failure `trapped`, and the rest ends `run`.
  const stack = String(error?.stack ?? '').trim();
  write('error', String(error), JSON.stringify({ panic: true, place: stack.split('\n')[0] || null }));
  return error;
}

/** Lines of the job's log, with named values if need be. `console.log` writes there too. */
export const log = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (message, fields) => write(level, message, fields && JSON.stringify(fields)),
  ]),
);

/** Says how far the job has come. Cheap, but not free: once for some thousand units does. */
export function progress(done, total, { failed = 0, message } = {}) {
  report(BigInt(done), total === undefined ? undefined : BigInt(total), BigInt(failed), message);
}

/** Keeps a value for the next attempt, and with it every output up to its last `flush`. */
export function checkpoint(state) {
  save(encoder.encode(JSON.stringify(state)));
}

/** What the last checkpoint of this job kept, if there is one. */
export function restored(job) {
  return job.checkpoint && JSON.parse(decoder.decode(job.checkpoint.state));
}

/** A small store that all jobs of this processor share. What is in it may be gone at any time. */
export const cache = {
  get(key) {
    const value = hostCache.get(key);
    return value && JSON.parse(decoder.decode(value));
  },
  put(key, value, ttlMs) {
    hostCache.put(key, encoder.encode(JSON.stringify(value)), BigInt(ttlMs));
  },
};

/**
 * As `fetch`, but what is no good answer makes the job fail as it should: it is tried again where that may help, and a
 * 429 is waited for. What nobody granted is refused, and the refusal names the grant.
 */
export async function request(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    throw Failure.transient(`${url} does not answer: ${error?.message ?? error}`);
  }
  const { ok, status } = response;
  const wait = response.headers.get('retry-after');
  if (status === 429 || (status === 503 && wait)) {
    const seconds = /^\d+$/.test(wait ?? '') ? Number(wait) : 30;
    throw Failure.retryAfter(seconds * 1000, `${url} answers ${status}`);
  }
  if (status >= 500) {
    throw Failure.transient(`${url} answers ${status}`);
  }
  if (!ok) {
    throw Failure.permanent(`${url} answers ${status}: ${(await response.text()).slice(0, 500)}`);
  }
  return response;
}

/** An input of the job, from an offset on. */
export function inputOf(job, name, offset = 0) {
  const info = job.inputs.find((input) => input.name === name);
  if (!info) {
    throw Failure.permanent(`the job has no input \`${name}\``);
  }
  const reader = blobs.open(name);
  reader.seek(BigInt(offset));
  return {
    size: Number(info.size),
    *chunks() {
      for (let chunk = reader.read(CHUNK); chunk.length > 0; chunk = reader.read(CHUNK)) {
        yield chunk;
      }
    },
    /** Its lines as bytes, each with its line's end. */
    *lines() {
      let rest = new Uint8Array();
      for (const chunk of this.chunks()) {
        const bytes = rest.length > 0 ? joined([rest, chunk]) : chunk;
        let start = 0;
        for (let end; (end = bytes.indexOf(NEWLINE, start)) !== -1; start = end + 1) {
          yield bytes.subarray(start, end + 1);
        }
        rest = bytes.subarray(start);
      }
      if (rest.length > 0) {
        yield rest;
      }
    },
  };
}

/** An output, begun or, with `goesOn`, as the last checkpoint left it. It is written in chunks: flush it at the end. */
export function output(name, { goesOn = false, mediaType = 'application/octet-stream' } = {}) {
  const writer = goesOn ? blobs.resume(name) : blobs.create(name, mediaType);
  let pieces = [];
  let size = 0;
  const drain = () => {
    for (let bytes = joined(pieces); bytes.length > 0; bytes = bytes.subarray(CHUNK)) {
      writer.write(bytes.subarray(0, CHUNK));
    }
    pieces = [];
    size = 0;
  };
  return {
    write(data) {
      const bytes = typeof data === 'string' ? encoder.encode(data) : data;
      pieces.push(bytes);
      size += bytes.length;
      if (size >= CHUNK) {
        drain();
      }
    },
    flush() {
      drain();
      writer.flush();
    },
  };
}

function joined(pieces) {
  const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
