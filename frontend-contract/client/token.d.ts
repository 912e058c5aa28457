// Written by ../test/generate.js; do not edit by hand.
/**
 * Keeps a token for as long as it is good.
 *
 * @param {TokenSource} source
 */
export function keepToken(source: TokenSource): {
    renewable: boolean;
    /**
     * However many ask while one is due, one is fetched.
     *
     * @param {string} [rejected] a token that does not hold any more
     * @returns {Promise<string>}
     */
    get(rejected?: string): Promise<string>;
};
/**
 * Tokens for a client with a secret, from the gateway itself: give it to `createBaton` as `token`.
 *
 * @param {{ url: string, clientId: string, clientSecret: string, fetch?: typeof globalThis.fetch }} client
 * @returns {() => Promise<string>}
 */
export function clientCredentials({ url, clientId, clientSecret, fetch }: {
    url: string;
    clientId: string;
    clientSecret: string;
    fetch?: typeof globalThis.fetch;
}): () => Promise<string>;
export type TokenSource = string | (() => string | Promise<string>);
