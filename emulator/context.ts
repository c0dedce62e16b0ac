import { accessDenied, notFound } from './errors.js';
import type { Project, Store } from './store.js';

/** A call as the operations see it. */
export interface Context {
  readonly store: Store;
  readonly action: string;
  readonly region: string;
  /** The time of the call, in epoch milliseconds. */
  readonly now: number;
  /** The time that reads show: earlier than `now` where the emulator is told to lag. */
  readonly readAt: number;
}

/** The project of an ARN, which must be the caller's own and of the Region that was called. */
export function ownProject(context: Context, arn: string): Project {
  refuseStrangers(context, arn);
  const project = context.store.project(arn, context.now);
  if (!project) throw notFound(arn);
  return project;
}

/** What another account owns is denied; what another Region holds does not exist in this one. */
export function refuseStrangers({ store, region, action }: Context, arn: string): void {
  const [, , , arnRegion, accountId] = arn.split(':');
  if (accountId !== store.accountId) throw accessDenied(action, arn);
  if (arnRegion !== region) throw notFound(arn);
}
