import { ApiError } from './errors.js';
import { signedRegion } from './signature.js';

/** The one call of STS that a client needs to learn whose credentials it has; it speaks the Query protocol. */
export function isCallerIdentityRequest(body: string): boolean {
  return new URLSearchParams(body).get('Action') === 'GetCallerIdentity';
}

/** The XML that STS answers with, and its status code. */
export function callerIdentity(
  authorization: string | undefined,
  accountId: string,
  requestId: string,
): { readonly statusCode: number; readonly body: string } {
  const xmlns = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
  try {
    signedRegion(authorization, 'sts');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, message } = error;
    const body = `<ErrorResponse ${xmlns}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { statusCode: 403, body };
  }
  const arn = `arn:aws:iam::${accountId}:user/emulator`;
  const body = `<GetCallerIdentityResponse ${xmlns}><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AIDAEMULATOR</UserId><Account>${accountId}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
  return { statusCode: 200, body };
}
