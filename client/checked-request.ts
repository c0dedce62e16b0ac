import { parseTeardownRequest, type TeardownRequest } from '../contract/request.js';
import { TeardownError } from './teardown-error.js';

/**
 * The request with its defaults.
 *
 * @throws TeardownError `InvalidRequest`, with one sentence that says which field and what was expected
 */
export function checkedRequest(input: unknown): TeardownRequest {
  const parsed = parseTeardownRequest(input);
  if (!parsed.ok) throw new TeardownError('InvalidRequest', `${parsed.problem} Nothing was called.`);
  return parsed.request;
}
