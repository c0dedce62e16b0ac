import { isDuration, type Duration } from '../contract/duration.js';
import type { Parsed } from '../contract/parsing/problem.js';
import { TeardownError } from './teardown-error.js';

/**
 * Returns a request that was parsed.
 *
 * @throws TeardownError `InvalidRequest`, with one sentence that names the field and what was expected
 *
 * @example checked(parseTeardownRequest(input))
 */
export function checked<Request>(parsed: Parsed<Request>): Request {
  if (parsed.ok) return parsed.request;
  throw new TeardownError('InvalidRequest', `${parsed.problem} No request was sent.`);
}

/**
 * Validates a duration.
 *
 * @throws TeardownError `InvalidRequest`
 */
export function checkedDuration(field: string, value: string): Duration {
  if (isDuration(value)) return value;
  const expected = `${field} must be a duration such as "90s", "15m", "36h" or "14d"`;
  throw new TeardownError('InvalidRequest', `${expected}; got "${value}". No request was sent.`);
}
