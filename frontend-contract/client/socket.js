// Subscriptions over one WebSocket, by graphql-transport-ws. It is opened for the first and closed after the last.
import { BatonError } from './errors.js';

/**
 * One run of a subscription: what becomes of it until it ends.
 *
 * @typedef {{
 *   opened(): void,
 *   next(result: { data?: any, errors?: any[] }): void,
 *   failed(error: BatonError): void,
 *   complete(): void,
 *   broken(error: BatonError): void,
 * }} Run
 * @typedef {{ open(request: object, run: Run): () => void }} Transport
 */

// Whoever comes back after one of these does the same again.
const FATAL = new Set([1009, 4400, 4401, 4406, 4409, 4429]);
const TOKEN = new Set([4403, 4440]);
const ACK_MS = 15_000;
const SILENCE_MS = 50_000;
const RENEW_BEFORE_MS = 30_000;

/**
 * @param {{ url: string, WebSocket: any, token: ReturnType<typeof import('./token.js').keepToken> }} options
 * @returns {Transport}
 */
export function socketTransport({ url, WebSocket, token }) {
  /** @type {ReturnType<typeof connect> | undefined} */
  let line;
  let rejected = /** @type {string | undefined} */ (undefined);

  function connect() {
    /** @type {Map<string, { request: object, run: Run }>} */
    const runs = new Map();
    /** @type {any} */
    let socket;
    let acknowledged = false;
    let over = false;
    let heard = Date.now();
    let bearer = '';
    let ids = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let idle;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let renewal;
    const pulse = setInterval(() => {
      if (Date.now() - heard > (acknowledged ? SILENCE_MS : ACK_MS)) end(4499, 'Nothing was heard for too long.');
    }, 5_000);

    const send = (/** @type {object} */ message) => socket.send(JSON.stringify(message));

    /** @param {number} code @param {string} reason */
    function end(code, reason) {
      if (over) return;
      over = true;
      clearInterval(pulse);
      clearTimeout(idle);
      clearTimeout(renewal);
      if (line === self) line = undefined;
      if (TOKEN.has(code)) rejected = bearer;
      const fatal = FATAL.has(code) || (TOKEN.has(code) && !token.renewable);
      const error = new BatonError(
        TOKEN.has(code) ? 'UNAUTHENTICATED' : fatal ? 'BAD_REQUEST' : 'UNREACHABLE',
        reason || `The connection ended (${code}).`,
        { retryable: !fatal },
      );
      for (const { run } of runs.values()) fatal ? run.failed(error) : run.broken(error);
      runs.clear();
      try { socket?.close(); } catch { /* it never opened */ }
    }

    async function dial() {
      bearer = await token.get(rejected);
      if (over) return;
      const address = new URL('/graphql', url);
      address.protocol = address.protocol.replace('http', 'ws');
      socket = new WebSocket(address.href, 'graphql-transport-ws');
      socket.onopen = () => send({ type: 'connection_init', payload: { Authorization: `Bearer ${bearer}` } });
      socket.onerror = () => {};
      socket.onclose = (/** @type {CloseEvent} */ closed) => end(closed.code, closed.reason);
      socket.onmessage = (/** @type {MessageEvent} */ message) => {
        if (over) return;
        heard = Date.now();
        hear(JSON.parse(message.data));
      };
    }

    /** @param {any} message */
    function hear(message) {
      const run = runs.get(message.id)?.run;
      switch (message.type) {
        case 'connection_ack':
          acknowledged = true;
          rejected = undefined;
          renewAt(message.payload?.expiresAt);
          for (const [id, { request, run: each }] of runs) begin(id, request, each);
          break;
        case 'ping':
          send({ type: 'pong', payload: message.payload });
          break;
        case 'pong':
          if (message.payload?.expiresAt) renewAt(message.payload.expiresAt);
          break;
        case 'next':
          run?.next(message.payload);
          break;
        case 'error':
          ended(message.id);
          run?.failed(BatonError.of(message.payload));
          break;
        case 'complete':
          ended(message.id);
          run?.complete();
          break;
      }
    }

    // Whoever changes from one subscription to the next keeps the socket.
    /** @param {string} id */
    function ended(id) {
      clearTimeout(idle);
      idle = setTimeout(() => { if (runs.size === 0) end(1000, 'Nobody listens any more.'); }, 1_000);
      return runs.delete(id);
    }

    /** @param {string} id @param {object} request @param {Run} run */
    function begin(id, request, run) {
      send({ id, type: 'subscribe', payload: request });
      run.opened();
    }

    // A new token in band, before the old one ends: the subscriptions do not notice.
    /** @param {string | undefined} expiresAt */
    function renewAt(expiresAt) {
      if (!expiresAt || !token.renewable) return;
      const left = Date.parse(expiresAt) - Date.now();
      clearTimeout(renewal);
      renewal = setTimeout(async () => {
        try {
          const next = await token.get(bearer);
          if (over) return;
          bearer = next;
          send({ type: 'ping', payload: { Authorization: `Bearer ${bearer}` } });
        } catch {
          // The gateway closes the socket when the token ends; then it is tried again.
        }
      }, Math.min(Math.max(left - RENEW_BEFORE_MS, left * 0.8, 0), 2 ** 31 - 1));
    }

    const self = {
      /** @param {object} request @param {Run} run */
      add(request, run) {
        const id = String(++ids);
        runs.set(id, { request, run });
        if (acknowledged) begin(id, request, run);
        return () => {
          if (over || !ended(id)) return;
          if (acknowledged && socket.readyState === 1) send({ id, type: 'complete' });
        };
      },
    };
    dial().catch((error) => {
      const last = error instanceof BatonError && !error.retryable;
      if (!last) return end(4498, String(error?.message ?? error));
      for (const { run } of runs.values()) run.failed(error);
      runs.clear();
      end(4498, error.message);
    });
    return self;
  }

  return {
    open(request, run) {
      line ??= connect();
      return line.add(request, run);
    },
  };
}
