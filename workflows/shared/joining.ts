import { CancellationScope } from '@temporalio/workflow';
import type { ChildEnd, ChildToJoin } from '../../contract/child-end.js';
import { ask } from './call-activity.js';

/**
 * Returns how a teardown stands that this run may have started before a reset, or undefined if somebody else started it. Not
 * cancellable, since a teardown of somebody else must not be cancelled with this run.
 */
export function stateOf(child: ChildToJoin): Promise<ChildEnd | { readonly state: 'running' } | undefined> {
  return CancellationScope.nonCancellable(() =>
    ask('joinTeardown', 'Check who started the teardown', { ...child, wait: false }),
  );
}

/** Returns how a teardown ended that this run started before a reset, or undefined if somebody else started it. */
export async function endOf(child: ChildToJoin): Promise<ChildEnd | undefined> {
  const end = await ask('joinTeardown', 'Wait for a teardown of an earlier attempt', child);
  return end?.state === 'running' ? undefined : end;
}
