import type { AnyEvent } from '../../../contract/event.js';

export interface Receiver {
  /** While it is down, every event is refused. */
  isDown: boolean;
  readonly notify: (event: AnyEvent) => Promise<void>;
  /** Returns the events of a run, in order. */
  of(run: { readonly workflowId: string }): AnyEvent[];
}

/** A receiver of events in place of a webhook. */
export function createReceiver(): Receiver {
  const events: AnyEvent[] = [];
  const receiver: Receiver = {
    isDown: false,
    notify(event) {
      if (receiver.isDown) return Promise.reject(new Error('down'));
      events.push(event);
      return Promise.resolve();
    },
    of: ({ workflowId }) => events.filter((event) => event.workflowId === workflowId),
  };
  return receiver;
}
