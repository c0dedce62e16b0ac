import { messageOf } from '../client/commands/exit-codes.js';

/** Something that must be right before a teardown can run. */
export interface Check {
  readonly name: string;
  /**
   * Returns what was found, in words. Changes nothing.
   *
   * @throws NotChecked if it can't be checked. Any other error says what is wrong and what to do
   */
  readonly run: () => Promise<string>;
}

/** Thrown by a check that can't be made. The message is the reason. */
export class NotChecked extends Error {
  override readonly name = 'NotChecked';
}

/** The result of a check. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'wrong' | 'notChecked';
  /** What was found; else what is wrong and what to do, or why it was not checked. */
  readonly message: string;
  /** The error of the check, if `state` is not `ok`. */
  readonly error?: unknown;
}

/** Makes the checks one after the other. */
export async function* findingsOf(checks: readonly Check[]): AsyncGenerator<Finding> {
  for (const { name: check, run } of checks) {
    try {
      yield { check, state: 'ok', message: await run() };
    } catch (error) {
      yield {
        check,
        state: error instanceof NotChecked ? 'notChecked' : 'wrong',
        message: messageOf(error),
        error,
      };
    }
  }
}

/**
 * Returns a value that another check provides.
 *
 * @throws NotChecked if that check failed, which shows the reason in its own line
 */
export async function needed<T>(made: () => Promise<T>, what: string): Promise<T> {
  try {
    return await made();
  } catch (error) {
    throw error instanceof NotChecked ? error : new NotChecked(`needs ${what}`, { cause: error });
  }
}
