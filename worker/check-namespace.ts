import type { NativeConnection } from '@temporalio/worker';
import { hasGrpcCode } from '../contract/grpc-codes.js';
import { messageOf } from '../contract/message-of.js';
import { InvalidSettingError } from '../contract/settings.js';

/**
 * Checks that the worker can use its namespace.
 *
 * @throws InvalidSettingError if the server has no such namespace
 * @throws Error if the server refuses, or does not answer
 */
export async function checkNamespace(
  { workflowService }: Pick<NativeConnection, 'workflowService'>,
  namespace: string,
): Promise<void> {
  try {
    await workflowService.describeNamespace({ namespace });
  } catch (error) {
    const why = `can't use the namespace ${namespace} (${messageOf(error)}).`;
    if (hasGrpcCode(error, 'NOT_FOUND'))
      throw new InvalidSettingError(`${why} Set TEMPORAL_NAMESPACE.`, { cause: error });
    // Temporal Cloud refuses a namespace that does not exist, too.
    const isRefused = hasGrpcCode(error, 'PERMISSION_DENIED', 'UNAUTHENTICATED');
    const remedy = " Set TEMPORAL_NAMESPACE, or give the worker's credentials access to that namespace.";
    throw new Error(isRefused ? `${why}${remedy}` : why, { cause: error });
  }
}
