import { NexusOperationFailure } from '@temporalio/common';
import {
  ApplicationFailure,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  createNexusServiceClient,
  executeChild,
} from '@temporalio/workflow';
import {
  DEFAULT_TASK_QUEUE,
  teardownModelWorkflowId,
  type ProjectVersionArn,
  type TeardownModel,
} from 'rekognition-teardown/contract';
import { modelTeardownService } from 'rekognition-teardown/nexus';

export async function retireByChild(old: ProjectVersionArn): Promise<string> {
  try {
    const { outcome } = await executeChild<TeardownModel>('teardownModel', {
      taskQueue: DEFAULT_TASK_QUEUE,
      workflowId: teardownModelWorkflowId(old),
      args: [{ projectVersionArn: old, ifRunning: 'fail', requestedBy: 'pipeline' }],
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    });
    return outcome;
  } catch (error) {
    if (error instanceof ChildWorkflowFailure) return kept(error.cause);
    throw error;
  }
}

const teardowns = createNexusServiceClient({ endpoint: 'model-teardown', service: modelTeardownService });

export async function retireByNexus(old: ProjectVersionArn): Promise<string> {
  try {
    const request = { projectVersionArn: old, ifRunning: 'fail', requestedBy: 'pipeline' } as const;
    const { outcome } = await teardowns.executeOperation('teardownModel', request, {
      scheduleToCloseTimeout: '30 days',
    });
    return outcome;
  } catch (error) {
    if (error instanceof NexusOperationFailure) return kept(error.cause);
    throw error;
  }
}

function kept(cause: unknown): string {
  if (cause instanceof ApplicationFailure && cause.type === 'ModelRunning') return 'kept, since it runs';
  throw cause;
}
