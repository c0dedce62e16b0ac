import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { callAws } from './aws-errors.js';

/** The account of the credentials: as their provider says, else as STS does, which needs no permission. */
export function callerAccount(sts: STSClient): Promise<string | undefined> {
  return callAws('sts:GetCallerIdentity', "the worker's credentials", async (http) => {
    const { accountId } = await sts.config.credentials();
    return accountId ?? (await sts.send(new GetCallerIdentityCommand({}), http)).Account;
  });
}
