import { ApiError } from './errors.js';
import type { Asked } from './query-protocol.js';

/** The account that a request's credentials are of: an assumed role's own, else that of the emulator. */
export function callerAccount(authorization: string | undefined, ownAccountId: string): string {
  return /Credential=ASIA(\d{12})/.exec(authorization ?? '')?.[1] ?? ownAccountId;
}

/** Returns the path and name of the role whose credentials signed a request: `teams/ml/model-teardown`. */
export function callerRole(authorization: string | undefined): string | undefined {
  const hex = /Credential=ASIA\d{12}X([\da-f]+)/.exec(authorization ?? '')?.[1];
  return hex === undefined ? undefined : Buffer.from(hex, 'hex').toString();
}

export function callerIdentity({ authorization, ownAccountId }: Asked): string {
  const accountId = callerAccount(authorization, ownAccountId);
  const role = callerRole(authorization);
  const arn =
    role === undefined
      ? `arn:aws:iam::${accountId}:user/emulator`
      : `arn:aws:sts::${accountId}:assumed-role/${nameOf(role)}/session`;
  return `<Arn>${arn}</Arn><UserId>AIDAEMULATOR</UserId><Account>${accountId}</Account>`;
}

/** The ARN of a session has the name of the role without its path. */
function nameOf(role: string): string {
  return role.slice(role.lastIndexOf('/') + 1);
}

/** Every role may be assumed. Its credentials say whose they are. */
export function assumedRole({ parameters }: Asked): string {
  const roleArn = parameters.get('RoleArn') ?? '';
  const [, accountId, role = ''] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  const session = parameters.get('RoleSessionName') ?? '';
  if (accountId === undefined || !/^[\w+=,.@-]{2,64}$/.test(session)) {
    throw new ApiError('ValidationError', `Invalid RoleArn or RoleSessionName: ${roleArn}`);
  }
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const credentials = `<AccessKeyId>ASIA${accountId}X${Buffer.from(role).toString('hex')}</AccessKeyId><SecretAccessKey>emulator</SecretAccessKey><SessionToken>emulator</SessionToken><Expiration>${expiration}</Expiration>`;
  const arn = `arn:aws:sts::${accountId}:assumed-role/${nameOf(role)}/${session}`;
  return `<Credentials>${credentials}</Credentials><AssumedRoleUser><AssumedRoleId>AROAEMULATOR:${session}</AssumedRoleId><Arn>${arn}</Arn></AssumedRoleUser>`;
}
