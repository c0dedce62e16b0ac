import { metricMeter } from '@temporalio/activity';
import type { Wait } from '../../contract/activities.js';
import type { ProjectVersionArn } from '../../contract/arn.js';

/** Counts a call by its IAM action and its result: `ok`, or the name of the AWS error. */
export function countCall(action: string, error?: unknown): void {
  const answer = error instanceof Error ? error.name : 'ok';
  metricMeter
    .withTags({ action, answer })
    .createCounter('teardown_aws_calls', 'calls', 'AWS calls by IAM action and result')
    .add(1);
}

/** Counts the models that this worker polls, by the change they wait for. */
export interface WaitingModels {
  /** Records a poll. A model that is not polled again in time was cancelled, or moved to another worker. */
  expect(arn: ProjectVersionArn, waitingFor: Wait['waitingFor'], againInMs: number): void;
  ended(arn: ProjectVersionArn): void;
}

/** Polls are slightly late, by this much at most, in milliseconds. */
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
          'Models that teardowns are waiting for, by the change they wait for',
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
