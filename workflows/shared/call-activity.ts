import {
  ActivityCancellationType,
  proxyActivities,
  type ActivityFunction,
  type ActivityInterfaceFor,
  type ActivityOptions,
} from '@temporalio/workflow';
import type {
  ChangeActivities,
  ModelActivities,
  ProjectActivities,
  SweepActivities,
} from '../../contract/activities.js';
import { contractual } from './failures.js';

type Activities = Omit<ModelActivities, 'notify'> & ProjectActivities & SweepActivities;

/**
 * AWS requests time out after ten seconds, and queued ones send heartbeats. An attempt without heartbeats
 * for longer has lost its worker, and detecting that takes time in which a running model is billed.
 */
const OPTIONS = {
  heartbeatTimeout: '15s',
  startToCloseTimeout: '6h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '20s' },
} as const satisfies ActivityOptions;

const reads = proxyActivities<Activities>(OPTIONS);
// All changes go through this proxy. Cancellation waits until the call in flight has been answered or has
// failed, so that none is sent after its run has ended. By default, the SDK (1.24) does not wait for it.
const changes = proxyActivities<ChangeActivities>({
  ...OPTIONS,
  // Before reads that wait for a worker, if the server knows priorities: meanwhile, the look that they rest on gets too old.
  priority: { priorityKey: 1 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

type Called<T, Name extends keyof T> =
  T[Name] extends ActivityFunction<infer Args, infer Result>
    ? { readonly args: Args; readonly result: Result }
    : never;

/** Calls AWS, for as long as necessary. Not as a local activity: see docs/decisions/0003-no-local-activities.md. */
export function ask<Name extends keyof Activities>(
  name: Name,
  summary: string,
  ...args: Called<Activities, Name>['args']
): Promise<Called<Activities, Name>['result']> {
  return call(reads, name, summary, args);
}

/** Sends a change to AWS. */
export function change<Name extends keyof ChangeActivities>(
  name: Name,
  summary: string,
  ...args: Called<ChangeActivities, Name>['args']
): Promise<Called<ChangeActivities, Name>['result']> {
  return call(changes, name, summary, args);
}

function call<T, Name extends keyof T>(
  calls: ActivityInterfaceFor<T>,
  name: Name,
  summary: string,
  args: Called<T, Name>['args'],
): Promise<Called<T, Name>['result']> {
  const activity = calls[name] as unknown as {
    executeWithOptions(options: object, args: unknown[]): Promise<Called<T, Name>['result']>;
  };
  return contractual(activity.executeWithOptions({ summary }, args));
}
