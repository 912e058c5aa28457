// Written by ../test/generate.js; do not edit by hand.
/**
 * How long an answer asks to wait, where it tells it in seconds.
 *
 * @param {Response} answer
 */
export function retryAfterMs(answer: Response): number | undefined;
/**
 * A request that failed: `code` is one of the contract's error codes, or UNREACHABLE where no answer came.
 */
export class BatonError extends Error {
    /**
     * @param {ReadonlyArray<{ message: string, extensions?: Record<string, any> }>} errors
     * @param {unknown} [data]
     */
    static of(errors: ReadonlyArray<{
        message: string;
        extensions?: Record<string, any>;
    }>, data?: unknown): BatonError;
    /**
     * @param {string} code
     * @param {string} message
     * @param {{ retryable?: boolean, retryAfterMs?: number, requestId?: string, cursor?: string, data?: unknown,
     *   cause?: unknown }} [more]
     */
    constructor(code: string, message: string, more?: {
        retryable?: boolean;
        retryAfterMs?: number;
        requestId?: string;
        cursor?: string;
        data?: unknown;
        cause?: unknown;
    });
    code: string;
    /** Whether trying again can help. */
    retryable: boolean;
    /** How long to wait before it, where the gateway said so. */
    retryAfterMs: number | undefined;
    /** Finds an INTERNAL error in the gateway's log. */
    requestId: string | undefined;
    /** Of SLOW_CONSUMER: up to here everything was sent. Of an event that is too large: its place. */
    cursor: string | undefined;
    /** What there is of an answer all the same. */
    data: unknown;
}
/**
 * A mutation that the gateway refused: it has changed nothing.
 *
 * @template {{ code: string, message: string }} [Problem={ code: string, message: string }]
 */
export class Refused<Problem extends {
    code: string;
    message: string;
} = {
    code: string;
    message: string;
}> extends Error {
    /** @param {ReadonlyArray<Problem>} problems */
    constructor(problems: ReadonlyArray<Problem>);
    problems: readonly Problem[];
    code: string;
}
