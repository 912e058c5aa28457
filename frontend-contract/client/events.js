// Subscriptions as server-sent events, each on a request of its own: for where there is no WebSocket.
import { BatonError, retryAfterMs } from './errors.js';

const SILENCE_MS = 50_000;

/**
 * @param {{ url: string, fetch: typeof globalThis.fetch, token: ReturnType<typeof import('./token.js').keepToken> }}
 *   options
 * @returns {import('./socket.js').Transport}
 */
export function eventTransport({ url, fetch, token }) {
  /** @type {string | undefined} */
  let rejected;

  /** @param {object} request @param {import('./socket.js').Run} run @param {AbortController} ending */
  async function read(request, run, ending) {
    const bearer = await token.get(rejected);
    const answer = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      },
      body: JSON.stringify(request),
      signal: ending.signal,
    });
    if (answer.status === 401 && token.renewable && rejected !== bearer) {
      rejected = bearer;
      return run.broken(new BatonError('UNAUTHENTICATED', 'The token has ended.', { retryable: true }));
    }
    if (!answer.ok || !answer.body) {
      const told = await answer.json().catch(() => undefined);
      const error = told?.errors
        ? BatonError.of(told.errors)
        : new BatonError('UNAVAILABLE', `HTTP ${answer.status}`, {
          retryable: answer.status >= 500 || answer.status === 429,
          retryAfterMs: retryAfterMs(answer),
        });
      return error.retryable ? run.broken(error) : run.failed(error);
    }
    rejected = undefined;
    run.opened();
    for await (const { event, data } of messages(answer.body, ending)) {
      if (event === 'complete') return run.complete();
      if (event !== 'next') continue;
      const result = JSON.parse(data);
      if (result.errors && !result.data) return run.failed(BatonError.of(result.errors));
      run.next(result);
    }
    throw new Error('The stream broke off.');
  }

  return {
    open(request, run) {
      const ending = new AbortController();
      read(request, run, ending).catch((error) => {
        if (ending.signal.reason === 'stopped') return;
        const last = error instanceof BatonError && !error.retryable;
        if (last) run.failed(error);
        else run.broken(new BatonError('UNREACHABLE', String(error?.message ?? error), { retryable: true }));
      });
      return () => ending.abort('stopped');
    },
  };
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {AbortController} ending
 * @returns {AsyncGenerator<{ event: string, data: string }>}
 */
async function* messages(body, ending) {
  const reader = body.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  let text = '';
  for (;;) {
    const silence = setTimeout(() => ending.abort('silence'), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    text += value;
    const parts = text.split(/\r?\n\r?\n/);
    text = parts.pop() ?? '';
    for (const part of parts) {
      const message = { event: 'message', data: '' };
      for (const line of part.split(/\r?\n/)) {
        if (line.startsWith('event:')) message.event = line.slice(6).trim();
        if (line.startsWith('data:')) message.data += line.slice(5).trimStart();
      }
      yield message;
    }
  }
}
