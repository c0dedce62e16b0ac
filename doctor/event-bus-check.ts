import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { inWords } from '../activities/aws/errors.js';
import { createEventBridge } from '../worker/aws-clients.js';
import type { WorkerConfig } from '../worker/config.js';
import { failedCheck } from './aws-errors.js';
import { needed, NotChecked, type Check } from './check.js';

const ACTION = 'events:DescribeEventBus';

/** Checks whether the event bus exists: EventBridge accepts events for one that does not, and drops them. Sends none. */
export function eventBusCheck(config: () => Promise<WorkerConfig>): Check {
  return {
    name: 'event bus',
    run: async () => {
      const { eventBus } = await needed(config, 'valid settings');
      if (eventBus === undefined) throw new NotChecked('TEARDOWN_EVENT_BUS is not set');
      const client = await createEventBridge(eventBus);
      const { Arn } = await client
        .send(new DescribeEventBusCommand({ Name: eventBus.name }))
        .catch((error: unknown) => {
          throw failure(eventBus.name, error);
        });
      return `${Arn} exists; whether events:PutEvents is allowed is not checked`;
    },
  };
}

function failure(name: string, error: unknown): Error {
  switch (error instanceof Error ? error.name : '') {
    case 'ResourceNotFoundException':
      return new Error(
        `TEARDOWN_EVENT_BUS: EventBridge has no event bus ${name}, and drops events for it. Create the bus, or correct the name.`,
        { cause: error },
      );
    case 'AccessDeniedException':
      return new NotChecked(`${ACTION}: ${inWords(error)}. Only this check needs it.`, { cause: error });
    default:
      return failedCheck(ACTION, error);
  }
}
