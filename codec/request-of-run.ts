import type { Client } from '@temporalio/client';
import type { LoadedDataConverter, Payload } from '@temporalio/common';
import type { Parsed } from '../contract/parsing/problem.js';

interface RunOfWorkflow {
  readonly workflowId: string;
  /** Default: the latest. */
  readonly runId: string | undefined;
}

export type Parse<Request> = (input: unknown) => Parsed<Request>;

/**
 * Reads the request that a run was started with from the first event of its history, which the server has no matter who
 * started the run, without a worker, and after the run has continued as new.
 *
 * @returns undefined if the request is invalid, or encrypted with keys that this client does not have
 */
export async function requestOfRun<Request>(
  temporal: Client,
  run: RunOfWorkflow,
  parse: Parse<Request>,
): Promise<Request | undefined> {
  const input = await decoded(temporal.options.loadedDataConverter, await firstInput(temporal, run));
  const parsed = parse(input);
  return parsed.ok ? parsed.request : undefined;
}

/**
 * Checks that this client has the keys that a run is encrypted with. What a client with other keys sends it, its workers could
 * not read, and it would not continue.
 *
 * @throws the error of the codec or of the converter
 */
export async function checkKeysOfRun(temporal: Client, run: RunOfWorkflow): Promise<void> {
  const input = await firstInput(temporal, run);
  if (input !== undefined) await readablePayload(temporal.options.loadedDataConverter, input);
}

async function firstInput(
  { workflowService, options }: Client,
  { workflowId, runId = '' }: RunOfWorkflow,
): Promise<Payload | undefined> {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace: options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return started?.input?.payloads?.[0];
}

/** Decodes a payload. Returns undefined if it is encrypted with keys that this client does not have. */
export async function decoded(
  converter: LoadedDataConverter,
  payload: Payload | undefined,
): Promise<unknown> {
  if (payload === undefined) return undefined;
  try {
    return await readablePayload(converter, payload);
  } catch {
    return undefined;
  }
}

async function readablePayload(
  { payloadCodecs, payloadConverter }: LoadedDataConverter,
  payload: Payload,
): Promise<unknown> {
  let payloads = [payload];
  // The first codec to encode is the last one to decode.
  for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
  return payloads[0] && payloadConverter.fromPayload<unknown>(payloads[0]);
}
