import { randomUUID } from 'node:crypto';
import type { Context } from './context.js';
import { notFound } from './errors.js';

/** An entry of PutEvents (botocore, events/2015-10-07), as far as tests look at it. */
export interface BusEvent {
  readonly Source?: string;
  readonly DetailType?: string;
  /** JSON. */
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  /** The name or the ARN. */
  readonly EventBusName?: string;
}

interface EntryResult {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

const DEFAULT_BUS = 'default';

/**
 * EventBridge's PutEvents. An event for a bus that does not exist is dropped, and the answer has an event ID nevertheless
 * ("Sending events with PutEvents", EventBridge User Guide).
 */
export function putEvents(
  { store, region }: Context,
  { Entries }: { readonly Entries: readonly BusEvent[] },
) {
  return resultOf(
    Entries.map((entry): EntryResult => {
      const { Source, DetailType, Detail } = entry;
      if (!Source || !DetailType || Detail === undefined) {
        return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
      }
      if (!isObject(Detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
      store.eventBuses.get(keyOf(region, nameOf(entry.EventBusName)))?.push(entry);
      return { EventId: randomUUID() };
    }),
  );
}

/** The answer to a call of which EventBridge takes no entry. */
export function refusedEvents({ Entries }: { readonly Entries: readonly BusEvent[] }) {
  const ErrorMessage = 'Internal Service Failure';
  return resultOf(Entries.map((): EntryResult => ({ ErrorCode: 'InternalFailure', ErrorMessage })));
}

/** EventBridge's DescribeEventBus. */
export function describeEventBus(
  { store, region, accountId }: Context,
  { Name: given }: { readonly Name?: string },
) {
  const Name = nameOf(given);
  if (Name !== DEFAULT_BUS && !store.eventBuses.has(keyOf(region, Name))) {
    throw notFound(`Event bus ${Name}`);
  }
  return { Name, Arn: `arn:aws:events:${region}:${accountId}:event-bus/${Name}` };
}

export function keyOf(region: string, name: string): string {
  return `${region} ${name}`;
}

function resultOf(Entries: readonly EntryResult[]) {
  return { FailedEntryCount: Entries.filter(({ EventId }) => EventId === undefined).length, Entries };
}

function nameOf(nameOrArn: string | undefined): string {
  return nameOrArn?.split('/').at(-1) ?? DEFAULT_BUS;
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
