import type { Client } from '@temporalio/client';
import { memoOf } from '../contract/memo.js';
import { SWEEP_ID_PREFIX, SWEEP_MODELS } from '../contract/names.js';
import type { SearchAttributePair } from '../contract/search-attributes.js';
import type { SweepRequest } from '../contract/sweep/request.js';
import { abortable, type CallOptions } from './call-options.js';
import { workflowOptionsOf, type RunOptions } from './run-options.js';
import { sweepMetadata } from './sweep-schedules.js';
import { TeardownHandle, type SweepHandle } from './teardown-handle.js';
import { asking } from './temporal-call-error.js';

/** Options of the start of a sweep. */
export interface SweepOptions extends RunOptions, CallOptions {}

/** The sweep to start. */
export interface SweepJob extends SweepOptions {
  readonly taskQueue: string;
  readonly request: SweepRequest;
  /** The search attributes of the run; undefined for none. */
  readonly attributes: readonly SearchAttributePair[] | undefined;
}

/** Starts a sweep under a workflow ID of its own: sweeps are never joined. */
export async function startSweep(temporal: Client, job: SweepJob): Promise<SweepHandle> {
  const { taskQueue, request, attributes } = job;
  const workflowId = `${SWEEP_ID_PREFIX}${request.accountId}/${request.region}/${new Date().toISOString()}`;
  const asked = {
    asked: `start the sweep ${workflowId}`,
    arn: workflowId,
    ifLost: 'look for it in the list before you start another',
  };
  const start = () =>
    temporal.workflow.start(SWEEP_MODELS, {
      taskQueue,
      workflowId,
      args: [request],
      staticSummary: sweepMetadata(request, attributes).staticSummary,
      ...workflowOptionsOf(job, { memo: memoOf(request), attributes }),
    });
  const { firstExecutionRunId } = await abortable(temporal, job, () => asking(asked, start));
  return new TeardownHandle(temporal, workflowId, workflowId, firstExecutionRunId);
}
