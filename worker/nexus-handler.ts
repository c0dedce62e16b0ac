import { WorkflowNotFoundError } from '@temporalio/client';
import { getClient, startWorkflow, WorkflowRunOperationHandler } from '@temporalio/nexus';
import { HandlerError, serviceHandler, type StartOperationContext } from 'nexus-rpc';
import { memoOf, type TeardownMemo } from '../contract/memo.js';
import {
  TEARDOWN_MODEL,
  TEARDOWN_PROJECT,
  teardownModelWorkflowId,
  teardownProjectWorkflowId,
  type ArnInId,
} from '../contract/names.js';
import { parseProjectRequest, type ProjectRequestInput } from '../contract/project-request.js';
import type { ProjectResult } from '../contract/project-result.js';
import {
  parseTeardownRequest,
  type TeardownRequest,
  type TeardownRequestInput,
} from '../contract/request.js';
import type { TeardownResult } from '../contract/result.js';
import { modelTeardownService } from '../nexus/index.js';
import type { teardownModel, teardownProject } from '../workflows/index.js';

/**
 * Has teardowns done for callers in other namespaces: each under its canonical id, joined where it runs already.
 *
 * @param arnInId what stands for ARNs in ids, where payloads are encrypted
 */
export function createModelTeardownHandler(arnInId?: ArnInId) {
  return serviceHandler(modelTeardownService, {
    [TEARDOWN_MODEL]: new WorkflowRunOperationHandler<TeardownRequestInput, TeardownResult>(
      async (context, input) => {
        const parsed = parseTeardownRequest(input);
        const options = parsed.ok
          ? await canonical(
              context,
              teardownModelWorkflowId(parsed.request.projectVersionArn, arnInId),
              parsed.request,
            )
          : ownRun(context);
        return startWorkflow<typeof teardownModel>(context, TEARDOWN_MODEL, { ...options, args: [input] });
      },
    ),
    [TEARDOWN_PROJECT]: new WorkflowRunOperationHandler<ProjectRequestInput, ProjectResult>(
      async (context, input) => {
        const parsed = parseProjectRequest(input);
        const projectArn = parsed.ok ? parsed.request.projectArn : undefined;
        const options =
          parsed.ok && projectArn !== undefined
            ? await canonical(context, teardownProjectWorkflowId(projectArn, arnInId), parsed.request)
            : ownRun(context);
        return startWorkflow<typeof teardownProject>(context, TEARDOWN_PROJECT, {
          ...options,
          args: [input],
        });
      },
    ),
  });
}

/** A run that hands over, or says what is wrong with the input: its failure reaches the caller as any other does. */
function ownRun({ requestId }: StartOperationContext) {
  return { workflowId: `nexus/${requestId}` };
}

/** A dry run and a real teardown must not pass for each other. */
async function canonical(
  context: StartOperationContext,
  workflowId: string,
  request: Pick<TeardownRequest, 'requestedBy' | 'reason' | 'dryRun'>,
) {
  const running = await memoOfRunning(workflowId);
  const dryRunGoesOn = running?.dryRun ?? false;
  if (running === undefined || dryRunGoesOn === request.dryRun) {
    const memo = { ...memoOf(request) };
    return { workflowId, workflowIdConflictPolicy: 'USE_EXISTING', memo } as const;
  }
  // There is nothing left to plan, as the run that can't hand over will say.
  if (request.dryRun) return ownRun(context);
  // It is over after a look, and the server asks again.
  throw new HandlerError('UNAVAILABLE', `A dry run goes on as ${workflowId}`, { retryableOverride: true });
}

async function memoOfRunning(workflowId: string): Promise<TeardownMemo | undefined> {
  try {
    const { status, memo } = await getClient().workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING' ? (memo ?? {}) : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
