import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsAccess } from './access.js';
import { callAws } from './call.js';
import { permanent } from './errors.js';

/**
 * Checks the account of the credentials. Call this if AWS lists nothing.
 *
 * @throws ApplicationFailure `AccessDenied` if the credentials belong to another account than the resource
 */
export async function checkAccount(aws: AwsAccess, accountId: string, what: string): Promise<void> {
  const caller = await callerAccount(aws);
  if (caller === undefined || caller === accountId) return;
  throw permanent(
    'AccessDenied',
    `The worker's credentials belong to account ${caller}, in which DescribeProjects can't see ${what}. Run a worker with a role in account ${accountId}. Nothing was changed.`,
  );
}

/**
 * Returns the account of the credentials, from their provider or else from STS, which needs no permission. Undefined if
 * neither knows it.
 */
async function callerAccount(aws: AwsAccess): Promise<string | undefined> {
  const { sts } = aws;
  if (sts === undefined) return undefined;
  return callAws(aws, 'sts:GetCallerIdentity', "the worker's credentials", async (http) => {
    const { accountId } = await sts.config.credentials();
    return accountId ?? (await sts.send(new GetCallerIdentityCommand({}), http)).Account;
  });
}
