import {
  ActivityCancellationType,
  proxyActivities,
  proxyLocalActivities,
  type ActivityFunction,
  type ActivityInterfaceFor,
} from '@temporalio/workflow';
import type {
  ChangeActivities,
  ModelActivities,
  ProjectActivities,
  SweepActivities,
} from '../contract/activities.js';
import { atOnceOrPatiently } from './at-once-or-patiently.js';
import { AT_ONCE, PATIENTLY } from './call-options.js';
import { contractual } from './failures.js';

type Activities = Omit<ModelActivities, 'notify'> & ProjectActivities & SweepActivities;

const atOnce = proxyLocalActivities<Activities>(AT_ONCE);
const patient = proxyActivities<Activities>(PATIENTLY);
// Everything that changes something goes through this one. A cancel waits until the call in flight is answered or given
// up, so that none is sent after its run has ended: without this the SDK (1.24) only tries to cancel it, and goes on.
const changes = proxyActivities<ChangeActivities>({
  ...PATIENTLY,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

type Called<T, Name extends keyof T> =
  T[Name] extends ActivityFunction<infer Args, infer Result>
    ? { readonly args: Args; readonly result: Result }
    : never;

/** Asks AWS something: at once if AWS answers at once, else for as long as it takes. */
export function ask<Name extends keyof Activities>(
  name: Name,
  summary: string,
  ...args: Called<Activities, Name>['args']
): Promise<Called<Activities, Name>['result']> {
  return atOnceOrPatiently(atOnce, patient, (calls) => call(calls, name, summary, args));
}

/** Asks AWS something that takes longer than a local activity may. */
export function askPatiently<Name extends keyof Activities>(
  name: Name,
  summary: string,
  ...args: Called<Activities, Name>['args']
): Promise<Called<Activities, Name>['result']> {
  return call(patient, name, summary, args);
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
