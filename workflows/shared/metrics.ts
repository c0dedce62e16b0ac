import { metricMeter } from '@temporalio/workflow';
import type { CallInTrouble } from './trouble.js';

// Nothing is recorded in a replay, and nothing of it is in history. Histograms are of whole milliseconds.

/** Records the time from the start of the run until AWS accepted Stop. Until then a running model is billed. */
export function recordTimeToStop(startedAt: string): void {
  metricMeter
    .createHistogram(
      'teardown_time_to_stop',
      'int',
      'milliseconds',
      'From the start of the run to an accepted Stop',
    )
    .record(Math.max(0, Date.now() - Date.parse(startedAt)));
}

/** @param outcome that of the result, or the failure's type */
export function countEnd(outcome: string): void {
  metricMeter
    .withTags({ outcome })
    .createCounter('teardown_ended', 'runs', 'Teardowns of models that have ended, by outcome or failure')
    .add(1);
}

/** Counts a call that AWS refused, or did not answer for minutes, each time the run backs off because of it. */
export function countTrouble({ action = 'unknown', reason }: CallInTrouble): void {
  metricMeter
    .withTags({ action, reason })
    .createCounter(
      'teardown_trouble',
      'calls',
      'Calls that have failed for minutes, by IAM action and reason',
    )
    .add(1);
}

export function countUndone(): void {
  metricMeter
    .createCounter('teardown_deletions_undone', 'deletions', 'Deletions that AWS accepted and then undid')
    .add(1);
}
