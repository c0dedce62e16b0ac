import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsAccess } from '../activities/aws/access.js';
import { inWords } from '../activities/aws/errors.js';
import { QUOTA } from '../activities/aws/limits.js';
import { once } from '../contract/once.js';
import { createAwsClients, type Role } from '../worker/aws-clients.js';
import { checkCredentials, configuredRegion } from '../worker/check-credentials.js';
import type { WorkerConfig } from '../worker/config.js';
import { failedCheck } from './aws-errors.js';
import { needed, NotChecked, type Check } from './check.js';
import { watchClock } from './clock.js';
import { changeChecks } from './change-checks.js';
import { readChecks } from './read-checks.js';
import type { Subject } from './subject.js';

/** Checks the credentials and their account, the actions of the IAM policy, and the clock. */
export function awsChecks(config: () => Promise<WorkerConfig>, subject: Subject | undefined): Check[] {
  const clock = watchClock();
  const access = once(async () => {
    const found = await accessTo(await needed(config, 'valid settings'), subject);
    clock.watch(found.rekognition);
    const sts = await found.sts();
    if (sts) clock.watch(sts);
    return found;
  });
  const caller = once(async () => {
    const found = await access();
    // As a worker that starts does, whatever the endpoint and the Region of the subject.
    await checkCredentials();
    return callerOf(found, (await config()).role, subject);
  });
  const known = () => needed(caller, 'AWS credentials');
  const accessOfCaller = async () => {
    const found = await access();
    // Other endpoints have no STS that could identify the caller.
    if (await found.sts()) await known();
    return found;
  };
  return [
    { name: 'AWS credentials', run: caller },
    ...readChecks(accessOfCaller, subject),
    ...changeChecks(access, known, async () => (await config()).role, subject),
    { name: 'AWS quotas', run: async () => quotas(await needed(config, 'valid settings')) },
    { name: 'clock', run: clock.compare },
  ];
}

/** Service Quotas would take another client, and AWS documents no codes for the quotas of these operations. */
function quotas({ quotaShare }: WorkerConfig): never {
  throw new NotChecked(
    `the worker takes AWS's default, ${QUOTA} calls a second for each operation, and uses ${quotaShare * QUOTA} of them. Compare it with Service Quotas in the AWS console, and change TEARDOWN_QUOTA_SHARE if yours is another.`,
  );
}

async function accessTo({ role }: WorkerConfig, subject: Subject | undefined): Promise<AwsAccess> {
  const aws = createAwsClients({ role });
  if (subject) return aws(subject);
  if (role?.arn.includes('{account}')) {
    throw new NotChecked(
      'TEARDOWN_ROLE_ARN depends on the account; name a model or project: teardown doctor ARN',
    );
  }
  return aws({ accountId: '', region: await defaultRegion() });
}

/** A worker itself takes the Region from each ARN. */
async function defaultRegion(): Promise<string> {
  try {
    return await configuredRegion();
  } catch (error) {
    throw new NotChecked('needs a Region; name a model or project, or set AWS_REGION', { cause: error });
  }
}

async function callerOf(
  access: AwsAccess,
  role: Role | undefined,
  subject: Subject | undefined,
): Promise<string> {
  const sts = await access.sts();
  if (sts === undefined) {
    throw new NotChecked(
      "the Rekognition endpoint is not AWS's own, so that AWS's STS does not know its accounts",
    );
  }
  await sts.config.credentials().catch((error: unknown) => {
    if (role === undefined) throw failedCheck('credentials', error);
    throw new Error(
      `sts:AssumeRole of TEARDOWN_ROLE_ARN, ${role.arn}: ${inWords(error)}. Allow it in the policy of the worker's own credentials and in the trust policy of the role.`,
      { cause: error },
    );
  });
  const { Account: account = '', Arn: arn = '' } = await sts
    .send(new GetCallerIdentityCommand({}))
    .catch((error: unknown) => {
      throw failedCheck('sts:GetCallerIdentity', error);
    });
  if (subject && subject.accountId !== account) {
    throw new Error(
      `The credentials are those of ${arn}, and ${subject.arn} is in account ${subject.accountId}. Run a worker with a role in that account, or set TEARDOWN_ROLE_ARN.`,
    );
  }
  return arn;
}
