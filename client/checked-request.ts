import { parseProjectRequest, type ProjectRequest } from '../contract/project-request.js';
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

/**
 * The same for the teardown of a project.
 *
 * @throws TeardownError `InvalidRequest`
 */
export function checkedProjectRequest(input: unknown): ProjectRequest {
  const parsed = parseProjectRequest(input);
  if (!parsed.ok) throw new TeardownError('InvalidRequest', `${parsed.problem} Nothing was called.`);
  return parsed.request;
}
