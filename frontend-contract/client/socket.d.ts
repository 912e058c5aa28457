// Written by ../test/generate.js; do not edit by hand.
/**
 * @param {{ url: string, WebSocket: any, token: ReturnType<typeof import('./token.js').keepToken> }} options
 * @returns {Transport}
 */
export function socketTransport({ url, WebSocket, token }: {
    url: string;
    WebSocket: any;
    token: ReturnType<typeof import("./token.js").keepToken>;
}): Transport;
/**
 * One run of a subscription: what becomes of it until it ends.
 */
export type Run = {
    opened(): void;
    next(result: {
        data?: any;
        errors?: any[];
    }): void;
    failed(error: BatonError): void;
    complete(): void;
    broken(error: BatonError): void;
};
/**
 * One run of a subscription: what becomes of it until it ends.
 */
export type Transport = {
    open(request: object, run: Run): () => void;
};
import { BatonError } from './errors.js';
