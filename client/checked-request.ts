import { isDuration, type Duration } from '../contract/duration.js';
import type { Refused } from '../contract/problem.js';
import { parseProjectRequest, type ProjectRequest } from '../contract/project-request.js';
import { parseTeardownRequest, type TeardownRequest } from '../contract/request.js';
import { parseSweepRequest, type SweepRequest } from '../contract/sweep-request.js';
import { TeardownError } from './teardown-error.js';

/**
 * The request with its defaults.
 *
 * @throws TeardownError `InvalidRequest`, with one sentence that says which field and what was expected
 */
export function checkedRequest(input: unknown): TeardownRequest {
  return accepted(parseTeardownRequest(input));
}

/**
 * The same for the teardown of a project.
 *
 * @throws TeardownError `InvalidRequest`
 */
export function checkedProjectRequest(input: unknown): ProjectRequest {
  return accepted(parseProjectRequest(input));
}

/**
 * The same for a sweep.
 *
 * @throws TeardownError `InvalidRequest`
 */
export function checkedSweepRequest(input: unknown): SweepRequest {
  return accepted(parseSweepRequest(input));
}

/** @throws TeardownError `InvalidRequest` */
export function checkedDuration(field: string, value: string): Duration {
  if (isDuration(value)) return value;
  const expected = `${field} must be a duration like "90s", "15m", "36h" or "14d"`;
  throw new TeardownError('InvalidRequest', `${expected}; got "${value}". Nothing was called.`);
}

function accepted<Request>(parsed: { readonly ok: true; readonly request: Request } | Refused): Request {
  if (parsed.ok) return parsed.request;
  throw new TeardownError('InvalidRequest', `${parsed.problem} Nothing was called.`);
}
