import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { Answer, FailureDetails } from '../../contract/activities.js';
import { messageOf } from '../../contract/message-of.js';
import type { AwsAccess } from './access.js';
import { deniedBefore, mayRepeat } from './attempts-in-a-row.js';
import { TooOld } from './basis.js';
import { callAws } from './call.js';
import { isInvalid, isNamed } from './errors.js';
import { checkMessagesHandled } from './messages-handled.js';
import { checkOwned } from './still-owned.js';

/**
 * Returns AWS's answer, including rejections. A call that is repeated because its first response was lost is rejected as
 * well, so only a fresh description shows what a rejection means.
 *
 * @param goodUntil until when the call may be sent, in epoch milliseconds
 */
export async function answered(
  aws: AwsAccess,
  action: string,
  arn: string,
  statusExpected: string,
  goodUntil: number,
  send: (http: { abortSignal: AbortSignal }) => Promise<{ readonly Status?: string | undefined }>,
): Promise<Answer> {
  let isSent = false;
  const beforeSend = async () => {
    // Credentials are refreshed now and then, which takes a while; the SDK caches them.
    await aws.rekognition.config.credentials();
    // In this order: once a cancel is handled, the attempt is no longer confirmed.
    await checkMessagesHandled();
    await checkOwned();
    isSent = true;
  };
  try {
    const { Status } = await callAws(aws, action, arn, send, {
      expected: (error) => refusal(error) !== undefined,
      change: { goodUntil, beforeSend },
    });
    return { accepted: true, status: Status ?? statusExpected };
  } catch (error) {
    const because = refusal(error);
    if (because === undefined) throw isSent || mayRepeat() ? error : ofUnsent(error);
    const denied = deniedBefore();
    const repeated = mayRepeat() ? { repeated: true } : {};
    // In a long line, the look is too old before the call was denied for a minute.
    if (because === 'tooOld' && denied !== undefined) {
      return { accepted: false, because: 'denied', message: denied, ...repeated };
    }
    const message = messageOf(error);
    return { accepted: false, because, message, ...repeated };
  }
}

/** If the run has cancelled the call, it must know that it was not sent. Otherwise, it would have to look for what it has changed. */
function ofUnsent(error: unknown): unknown {
  if (!Context.current().cancellationSignal.aborted) return error;
  return new CancelledFailure('cancelled before the request was sent', [
    { repeated: false } satisfies FailureDetails,
  ]);
}

function refusal(error: unknown): Exclude<Answer, { accepted: true }>['because'] | undefined {
  if (error instanceof TooOld) return 'tooOld';
  if (isNamed(error, 'ResourceInUseException')) return 'inUse';
  if (isNamed(error, 'ResourceNotFoundException')) return 'notFound';
  // The account is at its limit of running models. The call can succeed once one of them is stopped.
  if (isNamed(error, 'LimitExceededException')) return 'limit';
  return isInvalid(error) ? 'invalid' : undefined;
}
