import { workflowInfo } from '@temporalio/workflow';
import { teardownModelWorkflowId } from '../contract/names.js';
import {
  parseTeardownRequest,
  type TeardownRequest,
  type TeardownRequestInput,
} from '../contract/request.js';
import type { TeardownResult } from '../contract/result.js';
import { failure } from './failures.js';
import { handOver } from './hand-over.js';
import { tearDown } from './teardown.js';
import type { Carried } from './teardown-state.js';

/**
 * Tears down one model: waits out its training, stops it if it runs, waits until it is stopped, deletes it,
 * and returns once AWS no longer lists it.
 *
 * @param input a bare ARN or a request object; anything else fails the run with `InvalidRequest`
 * @param carried only a run that continues as new passes it
 * @throws ApplicationFailure of one of the contract's `FailureType`s, and of no other type
 */
export async function teardownModel(input: TeardownRequestInput, carried?: Carried): Promise<TeardownResult> {
  const request = requestOf(input);
  return workflowInfo().workflowId === teardownModelWorkflowId(request.projectVersionArn)
    ? tearDown(request, carried)
    : handOver(request);
}

function requestOf(input: unknown): TeardownRequest {
  const parsed = parseTeardownRequest(input);
  if (!parsed.ok) throw failure('InvalidRequest', `${parsed.problem} Nothing was called.`);
  return parsed.request;
}
