import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsAccess } from './aws-access.js';
import { permanent } from './aws-errors.js';
import { callAws } from './call-aws.js';

/**
 * To be asked where AWS lists nothing.
 *
 * @throws ApplicationFailure `AccessDenied` where the credentials are of another account than the resource
 */
export async function checkAccount(aws: AwsAccess, accountId: string, what: string): Promise<void> {
  const caller = await callerAccount(aws);
  if (caller === undefined || caller === accountId) return;
  throw permanent(
    'AccessDenied',
    `The worker's credentials are of account ${caller}, where DescribeProjects can't see ${what}. Run a worker with a role in account ${accountId}. Nothing was changed.`,
  );
}

/**
 * The account of the credentials: as their provider says, else as STS does, which needs no permission. Undefined where
 * neither can tell.
 */
async function callerAccount(aws: AwsAccess): Promise<string | undefined> {
  const { sts } = aws;
  if (sts === undefined) return undefined;
  return callAws(aws, 'sts:GetCallerIdentity', "the worker's credentials", async (http) => {
    const { accountId } = await sts.config.credentials();
    return accountId ?? (await sts.send(new GetCallerIdentityCommand({}), http)).Account;
  });
}
