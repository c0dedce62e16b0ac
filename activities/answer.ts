import { activityInfo } from '@temporalio/activity';
import type { Answer } from '../contract/activities.js';
import type { AwsAccess } from './aws-access.js';
import { isInvalid, isNamed } from './aws-errors.js';
import { callAws } from './call-aws.js';
import { checkOwned } from './still-owned.js';

/**
 * AWS's answer, a refusal included: a call repeated because its first response was lost is refused too, so what
 * a refusal means is for a fresh look to say.
 */
export async function answered(
  aws: AwsAccess,
  action: string,
  arn: string,
  statusExpected: string,
  send: (http: { abortSignal: AbortSignal }) => Promise<{ readonly Status?: string | undefined }>,
): Promise<Answer> {
  try {
    const { Status } = await callAws(aws, action, arn, send, {
      expected: (error) => refusal(error) !== undefined,
      beforeSend: async () => {
        // They are renewed now and then, which takes a while; the SDK keeps them.
        await aws.rekognition.config.credentials();
        await checkOwned();
      },
    });
    return { accepted: true, status: Status ?? statusExpected };
  } catch (error) {
    const because = refusal(error);
    if (because === undefined) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return { accepted: false, because, message, ...(activityInfo().attempt > 1 && { repeated: true }) };
  }
}

function refusal(error: unknown): Exclude<Answer, { accepted: true }>['because'] | undefined {
  if (isNamed(error, 'ResourceInUseException')) return 'inUse';
  if (isNamed(error, 'ResourceNotFoundException')) return 'notFound';
  // As many models run in this account as may: there is room again when one of them is stopped.
  if (isNamed(error, 'LimitExceededException')) return 'limit';
  return isInvalid(error) ? 'invalid' : undefined;
}
