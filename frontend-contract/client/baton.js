// A client for Baton, for browsers and Node 20 or later, without dependencies and without a build step.
import { BatonError, Refused, retryAfterMs } from './errors.js';
import { eventTransport } from './events.js';
import { Head } from './operations.js';
import { socketTransport } from './socket.js';
import { clientCredentials, keepToken } from './token.js';

export { BatonError, Refused, clientCredentials };

/**
 * An operation of the contract, as `operations.js` has it.
 *
 * @template Data, Variables
 * @typedef {{
 *   readonly name: string,
 *   readonly kind: string,
 *   readonly root: string,
 *   readonly keyed: boolean,
 *   readonly repeatable: boolean,
 *   readonly resumes: boolean,
 *   readonly log: boolean,
 *   readonly id: string,
 *   readonly text: string,
 *   readonly __types?: (variables: Variables) => Data,
 * }} Operation
 */

/**
 * How the subscriptions fare: `live` when all are open, `waiting` while one of them is to be opened again.
 *
 * @typedef {'idle' | 'connecting' | 'live' | 'waiting'} State
 */

/**
 * @template Item
 * @typedef {{ next(item: Item): void, error?(error: BatonError): void, complete?(): void }} Listener
 */

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
const STEADY_MS = 10_000;
const REMEMBERED = 256;
const QUEUED = 1_000;

/**
 * @param {{
 *   url: string,
 *   token: import('./token.js').TokenSource,
 *   transport?: 'socket' | 'events',
 *   WebSocket?: any,
 *   fetch?: typeof globalThis.fetch,
 *   documents?: 'text' | 'id',
 *   retries?: number,
 *   onState?: (state: State) => void,
 * }} options `token` is one, or gives one: it is called again when one is about to end, or was rejected. `transport` is
 *   `socket` where there is a WebSocket, and `events` elsewhere. With `documents: 'id'` operations are sent as their
 *   ids, for gateways that run trusted documents only. `retries` bounds how often a failed request is sent again.
 */
export function createBaton(options) {
  const { url, documents = 'text', retries = 5, onState = () => {} } = options;
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const WebSocket = options.WebSocket ?? globalThis.WebSocket;
  const token = keepToken(options.token);
  const kind = options.transport ?? (WebSocket ? 'socket' : 'events');
  const transport = kind === 'socket' ? socketTransport({ url, WebSocket, token }) : eventTransport({ url, fetch, token });

  /** @type {Map<object, 'connecting' | 'live' | 'waiting'>} */
  const streams = new Map();
  /** @type {State} */
  let state = 'idle';
  /** @type {Set<() => void>} */
  const stops = new Set();

  /** @param {object} stream @param {'connecting' | 'live' | 'waiting' | 'ended'} now */
  function note(stream, now) {
    if (now === 'ended') streams.delete(stream);
    else streams.set(stream, now);
    const all = [...streams.values()];
    const next = all.length === 0 ? 'idle'
      : all.find((each) => each === 'waiting') ?? all.find((each) => each === 'connecting') ?? 'live';
    if (next !== state) onState(state = next);
  }

  /** @param {Operation<any, any>} operation @param {object} variables */
  function request(operation, variables) {
    return documents === 'id'
      ? { documentId: operation.id, operationName: operation.name, variables }
      : { query: operation.text, operationName: operation.name, variables };
  }

  /** @param {string} body @param {AbortSignal | undefined} signal @param {boolean} repeatable @param {string} bearer */
  async function post(body, signal, repeatable, bearer) {
    let answer;
    try {
      answer = await fetch(new URL('/graphql', url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${bearer}`,
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json;q=0.9',
        },
        body,
        signal,
      });
      const told = await answer.json();
      if (told.errors?.length) throw BatonError.of(told.errors, told.data);
      // A proxy may answer JSON too.
      if (told.data) return told.data;
      throw new Error('Neither data nor errors.');
    } catch (cause) {
      if (cause instanceof BatonError || signal?.aborted) throw cause;
      const busy = answer?.status === 503 || answer?.status === 429;
      throw new BatonError(busy ? 'UNAVAILABLE' : 'UNREACHABLE', answer
        ? `The gateway did not answer in its own form: HTTP ${answer.status}.`
        : 'The gateway cannot be reached.', {
        // What may have been done already is sent again only where that does no harm.
        retryable: busy || repeatable,
        retryAfterMs: answer && retryAfterMs(answer),
        cause,
      });
    }
  }

  /**
   * Runs a query or a mutation, again where that can help. A mutation that takes an idempotency key is given one, so
   * that a repetition changes nothing.
   *
   * @template Data, Variables
   * @param {Operation<Data, Variables>} operation
   * @param {Variables} [variables]
   * @param {{ signal?: AbortSignal }} [how]
   * @returns {Promise<Data>}
   * @throws {BatonError}
   */
  async function execute(operation, variables, how = {}) {
    const body = JSON.stringify(request(operation, withKey(operation, /** @type {any} */ (variables))));
    /** @type {string | undefined} */
    let rejected;
    for (let attempt = 0; ; attempt++) {
      try {
        const bearer = await token.get(rejected);
        try {
          return await post(body, how.signal, operation.repeatable, bearer);
        } catch (error) {
          const renew = code(error) === 'UNAUTHENTICATED' && token.renewable && rejected === undefined;
          if (!renew) throw error;
          rejected = bearer;
        }
      } catch (error) {
        // What was refused for its rate alone has surely not been done.
        const harmless = operation.repeatable || code(error) === 'RATE_LIMITED';
        if (!(error instanceof BatonError) || !error.retryable || !harmless || attempt >= retries) throw error;
        await pause(error.retryAfterMs ?? delay(attempt), how.signal);
      }
    }
  }

  /**
   * Runs a mutation with its one input, and answers its payload.
   *
   * @template Data
   * @template {{ input: any }} Variables
   * @param {Operation<Data, Variables>} operation
   * @param {Variables['input']} input
   * @returns {Promise<Data[keyof Data]>}
   * @throws {BatonError | Refused} Refused with the payload's problems, where there are any
   */
  async function run(operation, input) {
    const payload = /** @type {any} */ (await execute(operation, /** @type {any} */ ({ input })))[operation.root];
    if (payload.problems?.length) throw new Refused(payload.problems);
    return payload;
  }

  /**
   * Follows a subscription, over whatever breaks: it is opened again behind the last event, and shows none twice.
   * It ends with an error only where coming back cannot help: with CURSOR_EXPIRED, read the state and begin anew.
   *
   * @template Data, Variables
   * @param {Operation<Data, Variables>} operation
   * @param {Variables} variables
   * @param {Listener<Data[keyof Data]>} listener
   * @returns {() => void} stops it
   */
  function subscribe(operation, variables, listener) {
    const stream = {};
    /** @type {string | undefined} */
    let after = /** @type {any} */ (variables)?.after ?? undefined;
    const seen = new Set(after === undefined ? [] : [after]);
    let attempts = 0;
    let opened = 0;
    let generation = 0;
    /** @type {() => void} */
    let close = () => {};
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    function stop() {
      generation++;
      clearTimeout(timer);
      stops.delete(stop);
      note(stream, 'ended');
      close();
    }

    /** @param {BatonError} error */
    function end(error) {
      stop();
      listener.error?.(error);
    }

    /** @param {BatonError} error */
    function again(error) {
      if (error.cursor !== undefined) after = error.cursor;
      if (opened && Date.now() - opened > STEADY_MS) attempts = 0;
      opened = 0;
      generation++;
      note(stream, 'waiting');
      timer = setTimeout(begin, error.retryAfterMs ?? delay(attempts++));
    }

    async function begin() {
      const mine = ++generation;
      const current = () => mine === generation;
      if (attempts === 0) note(stream, 'connecting');
      try {
        // Whoever says no place begins now, and now stays where it is if the first connection breaks.
        if (operation.log && after === undefined) after = (await execute(Head)).workspace.head;
      } catch (error) {
        if (!current()) return;
        const failed = /** @type {BatonError} */ (error);
        return failed.retryable ? again(failed) : end(failed);
      }
      if (!current()) return;
      const given = /** @type {any} */ (variables);
      const asked = operation.resumes ? { ...given, after } : { ...given };
      close = transport.open(request(operation, asked), {
        opened() {
          if (!current()) return;
          opened = Date.now();
          note(stream, 'live');
        },
        next({ data, errors }) {
          if (!current()) return;
          if (errors?.length) return this.failed(BatonError.of(errors, data));
          attempts = 0;
          const item = data[operation.root];
          if (operation.resumes) {
            if (seen.has(item.cursor)) return;
            after = item.cursor;
            seen.add(item.cursor);
            if (seen.size > REMEMBERED) seen.delete(/** @type {string} */ (seen.values().next().value));
          }
          listener.next(item);
        },
        failed(error) {
          if (!current()) return;
          close();
          if (error.retryable || (error.code === 'UNAUTHENTICATED' && token.renewable && attempts < 2)) again(error);
          else end(error);
        },
        complete() {
          if (!current()) return;
          stop();
          listener.complete?.();
        },
        broken(error) {
          if (current()) again(error);
        },
      });
    }

    stops.add(stop);
    begin();
    return stop;
  }

  /**
   * Follows a subscription as `for await`. A reader that is slow does not fill the memory: the subscription is closed,
   * and opened again behind the last event when the reader has come so far.
   *
   * @template Data, Variables
   * @param {Operation<Data, Variables>} operation
   * @param {Variables} variables
   * @param {{ signal?: AbortSignal }} [how]
   * @returns {AsyncGenerator<Data[keyof Data], void, void>}
   */
  async function* stream(operation, variables, how = {}) {
    /** @type {any[]} */
    let queue = [];
    /** @type {BatonError | undefined} */
    let failure;
    let done = false;
    let position = /** @type {any} */ (variables);
    /** @type {(() => void) | undefined} */
    let stop;
    let wake = () => {};
    const begin = () => subscribe(operation, position, {
      next(item) {
        queue.push(item);
        if (operation.resumes) position = { ...position, after: /** @type {any} */ (item).cursor };
        if (operation.resumes && queue.length >= QUEUED) {
          stop?.();
          stop = undefined;
        }
        wake();
      },
      error(error) { failure = error; wake(); },
      complete() { done = true; wake(); },
    });
    const aborted = () => wake();
    how.signal?.addEventListener('abort', aborted);
    try {
      stop = begin();
      while (!how.signal?.aborted) {
        if (queue.length > 0) {
          const items = queue;
          queue = [];
          for (const item of items) if (!how.signal?.aborted) yield item;
        } else if (failure) {
          throw failure;
        } else if (done) {
          return;
        } else {
          stop ??= begin();
          await new Promise((resolve) => { wake = () => resolve(undefined); });
        }
      }
    } finally {
      how.signal?.removeEventListener('abort', aborted);
      stop?.();
    }
  }

  return {
    execute,
    run,
    subscribe,
    stream,
    /** How the subscriptions fare now. */
    get state() { return state; },
    /** Ends all subscriptions. */
    close() { for (const stop of [...stops]) stop(); },
  };
}

/** @typedef {ReturnType<typeof createBaton>} Baton */

/** @param {unknown} error */
const code = (error) => (error instanceof BatonError ? error.code : undefined);

/** @param {Operation<any, any>} operation @param {any} variables */
function withKey(operation, variables = {}) {
  if (!operation.keyed || !variables.input || variables.input.idempotencyKey) return variables;
  return { ...variables, input: { ...variables.input, idempotencyKey: randomKey() } };
}

// Not randomUUID, which browsers have on secure pages only.
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {number} attempt */
function delay(attempt) {
  const longest = Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
  return longest * (0.5 + Math.random() / 2);
}

/** @param {number} ms @param {AbortSignal} [signal] */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const over = () => { clearTimeout(timer); reject(signal?.reason); };
    const timer = setTimeout(() => { signal?.removeEventListener('abort', over); resolve(undefined); }, ms);
    signal?.addEventListener('abort', over);
  });
}
