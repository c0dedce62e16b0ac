import { operation, service } from 'nexus-rpc';
import {
  NEXUS_SERVICE,
  TEARDOWN_MODEL,
  TEARDOWN_PROJECT,
  type ProjectRequestInput,
  type ProjectResult,
  type TeardownRequestInput,
  type TeardownResult,
} from '../contract/index.js';

/**
 * The Nexus service by which workflows of other namespaces have models torn down, without knowing the task queue.
 *
 * ```ts
 * const teardowns = createNexusServiceClient({ endpoint: 'model-teardown', service: modelTeardownService });
 * const result = await teardowns.executeOperation('teardownModel', { projectVersionArn });
 * ```
 *
 * An operation that fails does so with the teardown's own failure, type and all, as the cause of the
 * `NexusOperationFailure`. Cancelling an operation cancels the teardown, for everybody who has joined it.
 */
export const modelTeardownService = service(NEXUS_SERVICE, {
  [TEARDOWN_MODEL]: operation<TeardownRequestInput, TeardownResult>(),
  [TEARDOWN_PROJECT]: operation<ProjectRequestInput, ProjectResult>(),
});
