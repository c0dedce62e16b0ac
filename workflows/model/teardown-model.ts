import { workflowInfo } from '@temporalio/workflow';
import {
  parseTeardownRequest,
  type TeardownRequest,
  type TeardownRequestInput,
} from '../../contract/model/request.js';
import type { TeardownResult } from '../../contract/model/result.js';
import { roleForModel } from '../shared/canonical-ids.js';
import { failure } from '../shared/failures.js';
import { handOver } from './hand-over.js';
import { tearDown } from './run.js';
import type { Memory } from './state.js';

/**
 * Tears down one model: waits for its training to end, stops it if it is running, deletes it,
 * and returns once AWS no longer lists it.
 *
 * @param input an ARN or a request object; anything else fails the run with `InvalidRequest`
 * @param carried the memory of the run that continues as this one; a sweep passes the statuses that it selected, and a run that
 *   hands over when it was started
 * @throws ApplicationFailure of one of the contract's `FailureType`s, and of no other type
 */
export async function teardownModel(
  input: TeardownRequestInput,
  carried?: Partial<Memory>,
): Promise<TeardownResult> {
  const request = requestOf(input);
  const { projectVersionArn } = request;
  const role = roleForModel(projectVersionArn);
  if (role === 'canonical') return tearDown(request, carried);
  if (role === 'handsOver') return handOver(request);
  // The Web UI's form keeps the input of the last run. Typing only an ID would tear down that run's model.
  const problem = `The workflow ID ${workflowInfo().workflowId} names a different model than the input, ${projectVersionArn}.`;
  throw failure('InvalidRequest', `${problem} No request was sent.`);
}

function requestOf(input: unknown): TeardownRequest {
  const parsed = parseTeardownRequest(input);
  if (!parsed.ok) throw failure('InvalidRequest', `${parsed.problem} No request was sent.`);
  return parsed.request;
}
