import { failedCall, inWords, remedyOf, THROTTLING } from '../activities/aws/errors.js';
import { NotChecked } from './check.js';

/** Errors of AWS that tell nothing about what was asked for. */
const UNAVAILABLE = /^(InternalServer|ServiceUnavailable)/;

/** Returns the error of a check whose call to AWS failed: what AWS, or the way to it, said, and what to do. */
export function failedCheck(action: string, error: unknown): Error {
  const name = error instanceof Error ? error.name : 'Error';
  const said = `${failedCall(action, error)}: ${inWords(error)}`;
  if (THROTTLING.test(name) || UNAVAILABLE.test(name))
    return new NotChecked(`${said}. Try again.`, { cause: error });
  const remedy = remedyOf(action, error);
  const sentence = remedy === undefined ? '' : `. ${remedy[0]?.toUpperCase()}${remedy.slice(1)}.`;
  return new Error(`${said}${sentence}`, { cause: error });
}
