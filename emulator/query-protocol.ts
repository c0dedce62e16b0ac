import { ApiError } from './errors.js';
import { errorOf, type Faults, type Silence } from './faults.js';
import { role, simulatedPolicies } from './iam.js';
import { checkSigningTime, signedRegion, SKEW_MS } from './signature.js';
import { assumedRole, callerIdentity } from './sts.js';

interface Answer {
  readonly statusCode: number;
  readonly body: string;
  /** Epoch milliseconds; default: the machine's clock. */
  readonly date?: number;
}

/** What an action is answered from. */
export interface Asked {
  readonly parameters: URLSearchParams;
  readonly authorization: string | undefined;
  readonly ownAccountId: string;
  readonly faults: Faults;
}

const STS = { service: 'sts', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' };
const IAM = { service: 'iam', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' };

/** The calls of STS and IAM that our programs make, each with the function that writes its result as XML. */
const ACTIONS = {
  GetCallerIdentity: { ...STS, resultOf: callerIdentity },
  AssumeRole: { ...STS, resultOf: assumedRole },
  GetRole: { ...IAM, resultOf: role },
  SimulatePrincipalPolicy: { ...IAM, resultOf: simulatedPolicies },
} satisfies Readonly<
  Record<string, { service: string; namespace: string; resultOf: (asked: Asked) => string }>
>;

/**
 * Answers a call in the Query protocol. Undefined for any other request. Of the faults it knows those that are an error,
 * `emptyAnswer`, `reset`, `hang` and `skewedClock`.
 */
export function answerQuery(
  body: string,
  {
    authorization,
    signedAt,
  }: { readonly authorization: string | undefined; readonly signedAt: string | undefined },
  ownAccountId: string,
  requestId: string,
  faults: Faults,
): Answer | Silence | undefined {
  const parameters = new URLSearchParams(body);
  const action = parameters.get('Action');
  if (action === null || !isKnown(action)) return undefined;
  const { service, namespace, resultOf } = ACTIONS[action];
  const fault = faults.meet(action, body);
  if (fault === 'emptyAnswer') return { statusCode: 200, body: '' };
  if (fault === 'reset') return 'dropped';
  if (fault === 'hang') return 'hung';
  const date = fault === 'skewedClock' ? { date: Date.now() + SKEW_MS } : {};
  try {
    const error = fault && errorOf(fault);
    const refusal = date.date === undefined ? undefined : checkSigningTime(signedAt, date.date);
    if (error ?? refusal) throw error ?? refusal;
    signedRegion(authorization, service);
    const result = resultOf({ parameters, authorization, ownAccountId, faults });
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return {
      ...date,
      statusCode: 200,
      body: `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>${metadata}</${action}Response>`,
    };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, message } = error;
    const said = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
    const reply = `<ErrorResponse xmlns="${namespace}">${said}<RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { ...date, statusCode: 403, body: reply };
  }
}

function isKnown(action: string): action is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, action);
}
