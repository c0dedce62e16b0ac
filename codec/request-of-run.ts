import type { Client } from '@temporalio/client';
import type { LoadedDataConverter, Payload } from '@temporalio/common';
import type { Parsed } from '../contract/parsing/problem.js';

export type Parse<Request> = (input: unknown) => Parsed<Request>;

/**
 * Reads the request that a run was started with from the first event of its history, which the server has no matter who
 * started the run, without a worker, and after the run has continued as new.
 *
 * @returns undefined if the request is invalid, or encrypted with keys that this client does not have
 */
export async function requestOfRun<Request>(
  { workflowService, options }: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  parse: Parse<Request>,
): Promise<Request | undefined> {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace: options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const input = await decoded(options.loadedDataConverter, started?.input?.payloads?.[0]);
  const parsed = parse(input);
  return parsed.ok ? parsed.request : undefined;
}

async function decoded(
  { payloadCodecs, payloadConverter }: LoadedDataConverter,
  payload: Payload | undefined,
): Promise<unknown> {
  if (payload === undefined) return undefined;
  let payloads = [payload];
  try {
    // The first codec to encode is the last one to decode.
    for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
    return payloads[0] && payloadConverter.fromPayload<unknown>(payloads[0]);
  } catch {
    return undefined;
  }
}
