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

/** Input of an operation: a request, and `joinAny` to join a running teardown even if its terms differ. */
export type JoinableInput<Request> = Request | (Exclude<Request, string> & { readonly joinAny?: boolean });

/**
 * The Nexus service that tears down models for workflows in other namespaces, which need not know the task queue.
 *
 * ```ts
 * const teardowns = createNexusServiceClient({ endpoint: 'model-teardown', service: modelTeardownService });
 * const result = await teardowns.executeOperation('teardownModel', { projectVersionArn });
 * ```
 *
 * An operation joins a running teardown with the same terms. With different terms it fails, unless its input
 * has `joinAny`: the cause of the cause of the `NexusOperationFailure` is then of type `AlreadyInProgress`.
 *
 * If the teardown fails, the operation fails with the teardown's own failure, including its type, as the cause of the
 * `NexusOperationFailure`. Cancelling an operation cancels the teardown for all callers that have joined it.
 */
export const modelTeardownService = service(NEXUS_SERVICE, {
  [TEARDOWN_MODEL]: operation<JoinableInput<TeardownRequestInput>, TeardownResult>(),
  [TEARDOWN_PROJECT]: operation<JoinableInput<ProjectRequestInput>, ProjectResult>(),
});
