// What goes wrong, in two sorts: errors, around the work, and refusals, of the work.

/**
 * A request that failed: `code` is one of the contract's error codes, or UNREACHABLE where no answer came.
 */
export class BatonError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{ retryable?: boolean, retryAfterMs?: number, requestId?: string, cursor?: string, data?: unknown,
   *   cause?: unknown }} [more]
   */
  constructor(code, message, more = {}) {
    super(message, { cause: more.cause });
    this.name = 'BatonError';
    this.code = code;
    /** Whether trying again can help. */
    this.retryable = more.retryable ?? false;
    /** How long to wait before it, where the gateway said so. */
    this.retryAfterMs = more.retryAfterMs;
    /** Finds an INTERNAL error in the gateway's log. */
    this.requestId = more.requestId;
    /** Of SLOW_CONSUMER: up to here everything was sent. Of an event that is too large: its place. */
    this.cursor = more.cursor;
    /** What there is of an answer all the same. */
    this.data = more.data;
  }

  /**
   * @param {ReadonlyArray<{ message: string, extensions?: Record<string, any> }>} errors
   * @param {unknown} [data]
   */
  static of(errors, data) {
    const { message, extensions = {} } = errors[0] ?? { message: 'The answer has neither data nor errors.' };
    return new BatonError(extensions.code ?? 'INTERNAL', message, {
      retryable: extensions.retryable === true,
      retryAfterMs: extensions.retryAfterMs,
      requestId: extensions.requestId,
      cursor: extensions.cursor,
      data,
    });
  }
}

/**
 * A mutation that the gateway refused: it has changed nothing.
 *
 * @template {{ code: string, message: string }} [Problem={ code: string, message: string }]
 */
export class Refused extends Error {
  /** @param {ReadonlyArray<Problem>} problems */
  constructor(problems) {
    super(problems.map((problem) => problem.message).join(' '));
    this.name = 'Refused';
    this.problems = problems;
    this.code = problems[0]?.code;
  }
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * How long an answer asks to wait, where it tells it in seconds.
 *
 * @param {Response} answer
 */
export function retryAfterMs(answer) {
  const seconds = Number(answer.headers.get('retry-after'));
  return seconds > 0 ? Math.min(seconds * 1000, LONGEST_TIMER_MS) : undefined;
}
