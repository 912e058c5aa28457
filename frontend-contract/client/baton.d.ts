// Written by ../test/generate.js; do not edit by hand.
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
export function createBaton(options: {
    url: string;
    token: import("./token.js").TokenSource;
    transport?: "socket" | "events";
    WebSocket?: any;
    fetch?: typeof globalThis.fetch;
    documents?: "text" | "id";
    retries?: number;
    onState?: (state: State) => void;
}): {
    execute: <Data, Variables>(operation: Operation<Data, Variables>, variables?: Variables, how?: {
        signal?: AbortSignal;
    }) => Promise<Data>;
    run: <Data, Variables extends {
        input: any;
    }>(operation: Operation<Data, Variables>, input: Variables["input"]) => Promise<Data[keyof Data]>;
    subscribe: <Data, Variables>(operation: Operation<Data, Variables>, variables: Variables, listener: Listener<Data[keyof Data]>) => () => void;
    stream: <Data, Variables>(operation: Operation<Data, Variables>, variables: Variables, how?: {
        signal?: AbortSignal;
    }) => AsyncGenerator<Data[keyof Data], void, void>;
    /** How the subscriptions fare now. */
    readonly state: State;
    /** Ends all subscriptions. */
    close(): void;
};
/**
 * An operation of the contract, as `operations.js` has it.
 */
export type Operation<Data, Variables> = {
    readonly name: string;
    readonly kind: string;
    readonly root: string;
    readonly keyed: boolean;
    readonly repeatable: boolean;
    readonly resumes: boolean;
    readonly log: boolean;
    readonly id: string;
    readonly text: string;
    readonly __types?: (variables: Variables) => Data;
};
/**
 * How the subscriptions fare: `live` when all are open, `waiting` while one of them is to be opened again.
 */
export type State = "idle" | "connecting" | "live" | "waiting";
export type Listener<Item> = {
    next(item: Item): void;
    error?(error: BatonError): void;
    complete?(): void;
};
export type Baton = ReturnType<typeof createBaton>;
import { BatonError } from './errors.js';
import { Refused } from './errors.js';
import { clientCredentials } from './token.js';
export { BatonError, Refused, clientCredentials };
