import { ApiError } from './errors.js';
import type { Asked } from './query-protocol.js';

/** The account that a request's credentials are of: an assumed role's own, else that of the emulator. */
export function callerAccount(authorization: string | undefined, ownAccountId: string): string {
  return /Credential=ASIA(\d{12})/.exec(authorization ?? '')?.[1] ?? ownAccountId;
}

export function callerIdentity({ authorization, ownAccountId }: Asked): string {
  const accountId = callerAccount(authorization, ownAccountId);
  const isAssumed = /Credential=ASIA/.test(authorization ?? '');
  const arn = isAssumed
    ? `arn:aws:sts::${accountId}:assumed-role/emulator/session`
    : `arn:aws:iam::${accountId}:user/emulator`;
  return `<Arn>${arn}</Arn><UserId>AIDAEMULATOR</UserId><Account>${accountId}</Account>`;
}

/** Every role may be assumed. Its credentials say whose they are. */
export function assumedRole({ parameters }: Asked): string {
  const roleArn = parameters.get('RoleArn') ?? '';
  const [, accountId, name] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  const session = parameters.get('RoleSessionName') ?? '';
  if (accountId === undefined || !/^[\w+=,.@-]{2,64}$/.test(session)) {
    throw new ApiError('ValidationError', `Invalid RoleArn or RoleSessionName: ${roleArn}`);
  }
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const credentials = `<AccessKeyId>ASIA${accountId}</AccessKeyId><SecretAccessKey>emulator</SecretAccessKey><SessionToken>emulator</SessionToken><Expiration>${expiration}</Expiration>`;
  const arn = `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`;
  return `<Credentials>${credentials}</Credentials><AssumedRoleUser><AssumedRoleId>AROAEMULATOR:${session}</AssumedRoleId><Arn>${arn}</Arn></AssumedRoleUser>`;
}
