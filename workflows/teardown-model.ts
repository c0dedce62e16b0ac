import { workflowInfo } from '@temporalio/workflow';
import {
  parseTeardownRequest,
  type TeardownRequest,
  type TeardownRequestInput,
} from '../contract/request.js';
import type { TeardownResult } from '../contract/result.js';
import { roleForModel } from './canonical-ids.js';
import { failure } from './failures.js';
import { handOver } from './hand-over.js';
import { tearDown } from './teardown.js';
import type { Memory } from './memory.js';

/**
 * Tears down one model: waits out its training, stops it if it runs, waits until it is stopped, deletes it,
 * and returns once AWS no longer lists it.
 *
 * @param input a bare ARN or a request object; anything else fails the run with `InvalidRequest`
 * @param carried the memory of the run that continues as this one; a sweep passes the statuses that it selected
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
  // The Web UI's form fills in the input of the last run: who has typed the id only would lose that run's model.
  const problem = `The workflow id, ${workflowInfo().workflowId}, names another model than the input, ${projectVersionArn}.`;
  throw failure('InvalidRequest', `${problem} Nothing was called.`);
}

function requestOf(input: unknown): TeardownRequest {
  const parsed = parseTeardownRequest(input);
  if (!parsed.ok) throw failure('InvalidRequest', `${parsed.problem} Nothing was called.`);
  return parsed.request;
}
