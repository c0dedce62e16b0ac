import { ApiError } from './errors.js';
import { errorOf, type Faults } from './faults.js';
import { signedRegion } from './signature.js';

const XMLNS = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

/**
 * The two calls of STS that a worker makes; they speak the Query protocol. Undefined for any other request. Of the faults
 * it knows those that are an error, `emptyAnswer` and `reset`.
 */
export function answerSts(
  body: string,
  authorization: string | undefined,
  ownAccountId: string,
  requestId: string,
  faults: Faults,
): Answer | 'dropped' | undefined {
  const parameters = new URLSearchParams(body);
  const action = parameters.get('Action');
  if (action !== 'GetCallerIdentity' && action !== 'AssumeRole') return undefined;
  const fault = faults.meet(action, body);
  if (fault === 'emptyAnswer') return { statusCode: 200, body: '' };
  if (fault === 'reset') return 'dropped';
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  try {
    const error = fault && errorOf(fault);
    if (error) throw error;
    signedRegion(authorization, 'sts');
    const result =
      action === 'AssumeRole'
        ? assumedRole(parameters)
        : callerIdentity(callerAccount(authorization, ownAccountId));
    return {
      statusCode: 200,
      body: `<${action}Response ${XMLNS}><${action}Result>${result}</${action}Result>${metadata}</${action}Response>`,
    };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, message } = error;
    const said = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
    const reply = `<ErrorResponse ${XMLNS}>${said}<RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { statusCode: 403, body: reply };
  }
}

/** The account that a request's credentials are of: an assumed role's own, else that of the emulator. */
export function callerAccount(authorization: string | undefined, ownAccountId: string): string {
  return /Credential=ASIA(\d{12})/.exec(authorization ?? '')?.[1] ?? ownAccountId;
}

function callerIdentity(accountId: string): string {
  const arn = `arn:aws:iam::${accountId}:user/emulator`;
  return `<Arn>${arn}</Arn><UserId>AIDAEMULATOR</UserId><Account>${accountId}</Account>`;
}

/** Every role may be assumed. Its credentials say whose they are. */
function assumedRole(parameters: URLSearchParams): string {
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
