import type { TeardownRecord } from '../../contract/model/record.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import { resultOf } from './progress.js';
import type { Memory } from './state.js';

/** The run that writes a record, as Temporal identifies it. */
export interface WrittenBy {
  readonly workflowId: string;
  readonly runId: string;
}

/** Returns the record of a deletion. It stays the same, however late S3 accepts it. */
export function recordOf(
  request: TeardownRequest,
  memory: Memory,
  { workflowId, runId }: WrittenBy,
): TeardownRecord {
  // The last step is the one that has found the model gone.
  const deletedAt = memory.steps.at(-1)?.at ?? memory.startedAt;
  const { record: _, ...result } = resultOf(request, memory, 'deleted', undefined, Date.parse(deletedAt));
  const { projectVersionArn } = request;
  return { format: 1, projectVersionArn, deletedAt, workflowId, runId, result };
}
