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

/** What an operation takes: a request, with `joinAny` to join a teardown that runs even if its terms are others. */
export type JoinableInput<Request> = Request | (Exclude<Request, string> & { readonly joinAny?: boolean });

/**
 * The Nexus service by which workflows of other namespaces have models torn down, without knowing the task queue.
 *
 * ```ts
 * const teardowns = createNexusServiceClient({ endpoint: 'model-teardown', service: modelTeardownService });
 * const result = await teardowns.executeOperation('teardownModel', { projectVersionArn });
 * ```
 *
 * An operation joins a teardown that runs already if it has the same terms. With other terms it fails, unless its input
 * has `joinAny`: the cause of the cause of the `NexusOperationFailure` is then of type `AlreadyInProgress`.
 *
 * An operation that fails does so with the teardown's own failure, type and all, as the cause of the
 * `NexusOperationFailure`. Cancelling an operation cancels the teardown, for everybody who has joined it.
 */
export const modelTeardownService = service(NEXUS_SERVICE, {
  [TEARDOWN_MODEL]: operation<JoinableInput<TeardownRequestInput>, TeardownResult>(),
  [TEARDOWN_PROJECT]: operation<JoinableInput<ProjectRequestInput>, ProjectResult>(),
});
