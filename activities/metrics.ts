import { metricMeter } from '@temporalio/activity';
import type { ProjectVersionArn } from '../contract/arn.js';
import type { Wait } from '../contract/activities.js';

/** Counts a call by its IAM action and its answer: `ok`, or AWS's name of the error. */
export function countCall(action: string, error?: unknown): void {
  const answer = error instanceof Error ? error.name : 'ok';
  metricMeter
    .withTags({ action, answer })
    .createCounter('teardown_aws_calls', 'calls', 'Calls of AWS, by IAM action and answer')
    .add(1);
}

/** How many models this worker looks at again and again, by what they wait for. */
export interface WaitingModels {
  /** To be told at each look; a model that is not looked at again in time is another worker's, or cancelled. */
  expect(arn: ProjectVersionArn, waitingFor: Wait['waitingFor'], againInMs: number): void;
  ended(arn: ProjectVersionArn): void;
}

/** Looks are late by a little, in milliseconds. */
const GRACE_MS = 60_000;

export function createWaitingModels(): WaitingModels {
  const leave = new Map<ProjectVersionArn, () => void>();
  const ended = (arn: ProjectVersionArn) => {
    leave.get(arn)?.();
    leave.delete(arn);
  };
  return {
    expect(arn, waitingFor, againInMs) {
      ended(arn);
      const count = metricMeter
        .withTags({ waiting_for: waitingFor })
        .createUpDownCounter?.(
          'teardown_models_waiting',
          'models',
          'Models that are waited for, by for what',
        );
      count?.add(1);
      const late = setTimeout(() => ended(arn), againInMs + GRACE_MS).unref();
      leave.set(arn, () => {
        clearTimeout(late);
        count?.add(-1);
      });
    },
    ended,
  };
}
