// Written by ../test/generate.js; do not edit by hand.
/**
 * @param {{ url: string, fetch: typeof globalThis.fetch, token: ReturnType<typeof import('./token.js').keepToken> }}
 *   options
 * @returns {import('./socket.js').Transport}
 */
export function eventTransport({ url, fetch, token }: {
    url: string;
    fetch: typeof globalThis.fetch;
    token: ReturnType<typeof import("./token.js").keepToken>;
}): import("./socket.js").Transport;
