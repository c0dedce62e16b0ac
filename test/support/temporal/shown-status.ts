import type { Client } from '@temporalio/client';

// WorkflowExecutionStatus of the API.
const RUNNING = 1;
const SHOWN = { COMPLETED: 2, PAUSED: 8 } as const;

/**
 * Shows each running workflow with another status: as paused, which a server from version 1.32 on can do and that of the
 * tests can't, or as completed. Returns how often it was asked.
 */
export function showRunsAs(
  { workflowService }: Pick<Client, 'workflowService'>,
  status: keyof typeof SHOWN,
): () => number {
  let asked = 0;
  const describe = workflowService.describeWorkflowExecution.bind(workflowService);
  const describeAltered = async (request: Parameters<typeof describe>[0]) => {
    asked += 1;
    const answer = await describe(request);
    const info = answer.workflowExecutionInfo;
    if (info && Number(info.status) === RUNNING) info.status = SHOWN[status];
    return answer;
  };
  workflowService.describeWorkflowExecution = describeAltered as typeof describe;
  return () => asked;
}
