// Where tokens come from, and when the next one is due.
import { BatonError, retryAfterMs } from './errors.js';

/** @typedef {string | (() => string | Promise<string>)} TokenSource */

const MARGIN_MS = 30_000;

/**
 * Keeps a token for as long as it is good.
 *
 * @param {TokenSource} source
 */
export function keepToken(source) {
  /** @type {string | undefined} */
  let held;
  let good = Infinity;
  /** @type {Promise<string> | undefined} */
  let renewing;

  async function renewed() {
    held = await /** @type {() => string | Promise<string>} */ (source)();
    good = goodUntil(held);
    return held;
  }

  return {
    renewable: typeof source === 'function',

    /**
     * However many ask while one is due, one is fetched.
     *
     * @param {string} [rejected] a token that does not hold any more
     * @returns {Promise<string>}
     */
    async get(rejected) {
      if (typeof source !== 'function') return source;
      if (held !== undefined && held !== rejected && Date.now() <= good) return held;
      return renewing ??= renewed().finally(() => { renewing = undefined; });
    },
  };
}

/**
 * Until when a token can be used without fear that it ends on the way. One that does not tell is used until it is
 * rejected.
 *
 * @param {string} token
 */
function goodUntil(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const { exp, iat } = JSON.parse(atob(payload));
    const margin = Math.min(MARGIN_MS, (exp - iat) * 200 || MARGIN_MS);
    return typeof exp === 'number' ? exp * 1000 - margin : Infinity;
  } catch {
    return Infinity;
  }
}

/**
 * Tokens for a client with a secret, from the gateway itself: give it to `createBaton` as `token`.
 *
 * @param {{ url: string, clientId: string, clientSecret: string, fetch?: typeof globalThis.fetch }} client
 * @returns {() => Promise<string>}
 */
export function clientCredentials({ url, clientId, clientSecret, fetch = globalThis.fetch }) {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return async () => {
    let answer;
    try {
      answer = await fetch(new URL('/oauth2/token', url), {
        method: 'POST',
        // Browsers ask their user for a name and a password otherwise, and answer nothing until then.
        credentials: 'omit',
        headers: { authorization: `Basic ${btoa(pair)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
    } catch (cause) {
      throw new BatonError('UNREACHABLE', 'The gateway cannot be reached.', { retryable: true, cause });
    }
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      // A proxy says 502 for a gateway that is starting: whether the secret holds, nobody knows then.
      const retryable = answer.status >= 500 || answer.status === 429;
      const code = retryable ? 'UNAVAILABLE' : 'UNAUTHENTICATED';
      throw new BatonError(code, told.error_description ?? `No token: HTTP ${answer.status}.`, {
        retryable,
        retryAfterMs: retryAfterMs(answer),
      });
    }
    return told.access_token;
  };
}
