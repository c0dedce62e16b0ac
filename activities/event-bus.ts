import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { AnyEvent } from '../contract/event.js';
import { checkRegion, InvalidSettingError } from '../contract/settings.js';
import type { Gated } from './aws/answer-gate.js';
import { inWords, remedyOf } from './aws/errors.js';

const TIMEOUT_MS = 4000;
const SOURCE = 'rekognition-teardown';
const ACTION = 'events:PutEvents';
const NAME = /^[\w./-]{1,256}$/;
const ARN = /^arn:[a-z\d-]+:events:([a-z\d-]+):\d{12}:event-bus\/[\w./-]{1,256}$/;

/** An event bus of Amazon EventBridge. */
export interface EventBus {
  /** The name or the ARN. */
  readonly name: string;
  readonly region: string;
}

/**
 * Parses the settings of an event bus.
 *
 * @param region the Region of a bus that is given by its name
 * @throws InvalidSettingError
 */
export function parseEventBus(name: string, region: string | undefined): EventBus {
  const ofArn = ARN.exec(name)?.[1];
  if (ofArn !== undefined) return { name, region: ofArn };
  if (!NAME.test(name)) {
    throw new InvalidSettingError(
      `TEARDOWN_EVENT_BUS must be the name or the ARN of an event bus; got "${name}".`,
    );
  }
  if (region) {
    checkRegion(region, 'AWS_REGION');
    return { name, region };
  }
  throw new InvalidSettingError(
    `TEARDOWN_EVENT_BUS must be the ARN of an event bus, unless AWS_REGION is set; got "${name}".`,
  );
}

/**
 * Puts an event on the bus. Only an event ID of the entry acknowledges it: PutEvents answers 200 for entries that it
 * rejects ("Sending events with PutEvents", EventBridge User Guide).
 *
 * @param client loads the client on first use
 */
export async function putEvent(
  client: () => Promise<Gated<EventBridgeClient>>,
  { name }: EventBus,
  event: AnyEvent,
): Promise<void> {
  const { PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
  const entry = {
    EventBusName: name,
    Source: SOURCE,
    DetailType: event.type,
    Time: new Date(event.at),
    Resources: resourcesOf(event),
    Detail: JSON.stringify(event),
  };
  const { cancellationSignal } = Context.current();
  const abortSignal = AbortSignal.any([cancellationSignal, AbortSignal.timeout(TIMEOUT_MS)]);
  const failed = (said: string) =>
    ApplicationFailure.retryable(
      `The event bus ${name} did not accept ${event.type}: ${ACTION}: ${said}`,
      'EventBusFailed',
    );
  let answer;
  try {
    answer = await (await client()).send(new PutEventsCommand({ Entries: [entry] }), { abortSignal });
  } catch (error) {
    const remedy = remedyOf(ACTION, error);
    throw failed(remedy === undefined ? inWords(error) : `${inWords(error)}. ${remedy}`);
  }
  const { Entries: [result] = [], FailedEntryCount: failures = 0 } = answer;
  if (result?.EventId !== undefined && result.ErrorCode === undefined && failures === 0) return;
  throw failed(`${result?.ErrorCode ?? 'no event ID'}: ${result?.ErrorMessage ?? 'no message'}`);
}

function resourcesOf(event: AnyEvent): string[] {
  if ('projectVersionArn' in event) return [event.projectVersionArn];
  return 'projectArn' in event ? [event.projectArn] : [];
}
