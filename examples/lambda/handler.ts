import type { Context } from 'aws-lambda';
import { TeardownClient } from 'rekognition-teardown';

let connected: Promise<TeardownClient> | undefined;

/** Connects once for all invocations of this instance, and again after a failure. */
function connect(): Promise<TeardownClient> {
  connected ??= TeardownClient.connect().catch((error: unknown) => {
    connected = undefined;
    throw error;
  });
  return connected;
}

/**
 * Starts a teardown and returns at once, because a teardown can take longer than a function may run. Lambda may deliver an
 * event twice: the second invocation joins the teardown.
 */
export async function handler(event: { readonly projectVersionArn: string }, context: Context) {
  const { projectVersionArn } = event;
  const signal = AbortSignal.timeout(context.getRemainingTimeInMillis() - 500);
  const client = await connect();
  const { teardown, joined } = await client.start(
    { projectVersionArn, ifRunning: 'fail', requestedBy: context.functionName },
    { signal },
  );
  return { workflowId: teardown.workflowId, joined };
}
