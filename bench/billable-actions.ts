import type { temporal } from '@temporalio/proto';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Counts the attempts of activities, which leave no event until the last one, and none if that is cancelled. */
export class Attempts {
  count = 0;

  readonly interceptor: ActivityInterceptorsFactory = () => ({
    inbound: {
      execute: (input, next) => {
        this.count += 1;
        return next(input);
      },
    },
  });
}

/**
 * Returns how many actions Temporal Cloud bills for a run: its start, each attempt of an activity, and each timer, signal,
 * update, child and upsert of search attributes. Heartbeats and queries are left out: they leave no events.
 *
 * Source: https://docs.temporal.io/cloud/actions
 */
export function billableActions(history: temporal.api.history.v1.IHistory, attempts: number): number {
  const others = (history.events ?? []).filter(
    (event) =>
      event.workflowExecutionStartedEventAttributes ??
      event.timerStartedEventAttributes ??
      event.workflowExecutionSignaledEventAttributes ??
      event.workflowExecutionUpdateAcceptedEventAttributes ??
      event.startChildWorkflowExecutionInitiatedEventAttributes ??
      event.upsertWorkflowSearchAttributesEventAttributes,
  );
  return attempts + others.length;
}
