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
 * Asks STS for the account of the credentials, which needs no permission. Undefined if there is no STS that knows it. The
 * credentials name an account too, but that may come from a setting (`AWS_ACCOUNT_ID`), which is no answer of AWS.
 */
async function callerAccount(aws: AwsAccess): Promise<string | undefined> {
  const sts = await aws.sts();
  if (sts === undefined) return undefined;
  const ask = (http: { abortSignal: AbortSignal }) => sts.send(new GetCallerIdentityCommand({}), http);
  const { Account } = await callAws(aws, 'sts:GetCallerIdentity', "the worker's credentials", ask);
  return Account;
}
