import { ApplicationFailure } from '@temporalio/common';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { getClient, startWorkflow, WorkflowRunOperationHandler } from '@temporalio/nexus';
import { HandlerError, OperationError, serviceHandler, type StartOperationContext } from 'nexus-rpc';
import { requestOfRun, type Parse } from '../codec/request-of-run.js';
import { memoOf } from '../contract/memo.js';
import {
  TEARDOWN_MODEL,
  TEARDOWN_PROJECT,
  teardownModelWorkflowId,
  teardownProjectWorkflowId,
  type ArnInId,
} from '../contract/names.js';
import { isOpen } from '../contract/open-runs.js';
import { parseProjectRequest, type ProjectRequestInput } from '../contract/project/request.js';
import type { ProjectResult } from '../contract/project/result.js';
import {
  parseTeardownRequest,
  type TeardownRequest,
  type TeardownRequestInput,
} from '../contract/model/request.js';
import type { TeardownResult } from '../contract/model/result.js';
import {
  searchAttributesOf,
  type SearchAttributeCheck,
  type Searched,
} from '../contract/search-attributes.js';
import { conflictWith } from '../contract/terms.js';
import { modelTeardownService, type JoinableInput } from '../nexus/index.js';
import type { teardownModel, teardownProject } from '../workflows/index.js';

/**
 * Tears down models and projects for callers in other namespaces, under the canonical workflow IDs. Joins a running
 * teardown that has the same terms.
 *
 * @param arnInId converts ARNs for use in workflow IDs if payloads are encrypted
 * @param searchable whether the namespace has the search attributes of runs
 */
export function createModelTeardownHandler(
  arnInId?: ArnInId,
  searchable: SearchAttributeCheck = () => Promise.resolve(false),
) {
  return serviceHandler(modelTeardownService, {
    [TEARDOWN_MODEL]: new WorkflowRunOperationHandler<JoinableInput<TeardownRequestInput>, TeardownResult>(
      async (context, joinable) => {
        const { input, joinAny } = split(joinable);
        const parsed = parseTeardownRequest(input);
        const arn = parsed.ok ? parsed.request.projectVersionArn : undefined;
        const options =
          parsed.ok && arn !== undefined
            ? await canonical(context, {
                arn,
                workflowId: teardownModelWorkflowId(arn, arnInId),
                request: parsed.request,
                parse: parseTeardownRequest,
                joinAny,
                searchable,
              })
            : ownRun(context);
        return started(() =>
          startWorkflow<typeof teardownModel>(context, TEARDOWN_MODEL, { ...options, args: [input] }),
        );
      },
    ),
    [TEARDOWN_PROJECT]: new WorkflowRunOperationHandler<JoinableInput<ProjectRequestInput>, ProjectResult>(
      async (context, joinable) => {
        const { input, joinAny } = split(joinable);
        const parsed = parseProjectRequest(input);
        const arn = parsed.ok ? parsed.request.projectArn : undefined;
        const options =
          parsed.ok && arn !== undefined
            ? await canonical(context, {
                arn,
                workflowId: teardownProjectWorkflowId(arn, arnInId),
                request: parsed.request,
                parse: parseProjectRequest,
                joinAny,
                searchable,
              })
            : ownRun(context);
        return started(() =>
          startWorkflow<typeof teardownProject>(context, TEARDOWN_PROJECT, { ...options, args: [input] }),
        );
      },
    ),
  });
}

/** Removes `joinAny` from an input. If it is not a boolean it stays, so that the validation of the request rejects it. */
function split<Input extends string | object>(joinable: JoinableInput<Input>) {
  if (typeof joinable !== 'object' || joinable === null || !('joinAny' in joinable)) {
    return { input: joinable, joinAny: false };
  }
  const { joinAny, ...input } = joinable as { joinAny?: unknown };
  if (typeof joinAny !== 'boolean' && joinAny !== null) return { input: joinable as Input, joinAny: false };
  return { input: input as Input, joinAny: joinAny ?? false };
}

/** Starts a run that hands over or rejects the input, so that its failure reaches the caller like any other. */
function ownRun({ requestId }: StartOperationContext) {
  return { workflowId: `nexus/${requestId}` };
}

interface Wish<Request> {
  readonly arn: string;
  readonly workflowId: string;
  readonly request: Request;
  readonly parse: Parse<Request>;
  readonly joinAny: boolean;
  readonly searchable: SearchAttributeCheck;
}

/**
 * Returns how to start or join the teardown under its canonical workflow ID. Dry runs and real teardowns never join each
 * other.
 *
 * @throws OperationError with an ApplicationFailure `AlreadyInProgress` if the running teardown has different terms
 */
async function canonical<
  Request extends Searched & Pick<TeardownRequest, 'requestedBy' | 'reason' | 'dryRun'>,
>(context: StartOperationContext, { arn, workflowId, request, parse, joinAny, searchable }: Wish<Request>) {
  const memo = { ...memoOf(request) };
  const attributes = (await searchable(getClient()))
    ? { typedSearchAttributes: searchAttributesOf(request) }
    : {};
  const runId = await runningAs(workflowId);
  // If another caller starts it first, the server retries the operation.
  if (runId === undefined)
    return { workflowId, workflowIdConflictPolicy: 'FAIL', memo, ...attributes } as const;
  const running = await requestOfRun(getClient(), { workflowId, runId }, parse);
  const isDryRun = running?.dryRun ?? false;
  // There is nothing left to plan: the run can't hand over, and fails with the reason.
  if (request.dryRun && !isDryRun) return ownRun(context);
  const conflict = conflictWith({ arn, workflowId, request: running }, request);
  if (conflict === undefined || (joinAny && isDryRun === request.dryRun)) {
    return { workflowId, workflowIdConflictPolicy: 'USE_EXISTING', memo, ...attributes } as const;
  }
  // The dry run ends soon, and the server retries the operation.
  if (isDryRun)
    throw again(`A dry run of this teardown is still running as ${workflowId}; retry when it has ended`);
  const cause = ApplicationFailure.nonRetryable(conflict, 'AlreadyInProgress');
  throw new OperationError('failed', conflict, { cause });
}

async function runningAs(workflowId: string): Promise<string | undefined> {
  try {
    const { status, runId, raw } = await getClient().workflow.getHandle(workflowId).describe();
    if (!isOpen(status.name)) return undefined;
    if (raw.workflowExtendedInfo?.cancelRequested) {
      throw again(`The teardown ${workflowId} is being cancelled; retry when it has ended`);
    }
    return runId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function started<Run>(start: () => Promise<Run>): Promise<Run> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      throw again(`Another caller has just started ${error.workflowId}; retry to join it`);
    }
    throw error;
  }
}

function again(message: string): HandlerError {
  return new HandlerError('UNAVAILABLE', message, { retryableOverride: true });
}
