import { accessDenied, notFound } from './errors.js';
import type { Project, Store } from './store.js';

/** A call as the operations see it. */
export interface Context {
  readonly store: Store;
  readonly action: string;
  /** The caller's. */
  readonly accountId: string;
  readonly region: string;
  /** The time of the call, in epoch milliseconds. */
  readonly now: number;
  /** The time that reads show: earlier than `now` if reads are configured to lag. */
  readonly readAt: number;
}

/** The project of an ARN, which must be the caller's own and of the Region that was called. */
export function ownProject(context: Context, arn: string): Project {
  refuseStrangers(context, arn);
  const project = context.store.project(arn, context.now);
  if (!project) throw notFound(arn);
  return project;
}

/** Whether an ARN is of an account and Region. */
export function isOf(arn: string, accountId: string, region: string): boolean {
  const [, , , arnRegion, owner] = arn.split(':');
  return owner === accountId && arnRegion === region;
}

/** What another account owns is denied; what another Region holds does not exist in this one. */
export function refuseStrangers({ accountId, region, action }: Context, arn: string): void {
  const [, , , arnRegion, owner] = arn.split(':');
  if (owner !== accountId) throw accessDenied(action, arn);
  if (arnRegion !== region) throw notFound(arn);
}
