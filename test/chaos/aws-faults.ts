import type { Fault, FaultKind, Faults } from '../../emulator/faults.js';
import type { Dice } from './dice.js';

/** Together about three of ten calls. Operations that are left out: any. */
const RATES: readonly (Pick<Fault, 'kind' | 'operation'> & { readonly rate: number })[] = [
  { kind: 'throttle', rate: 0.03 },
  { kind: 'serverError', rate: 0.04 },
  { kind: 'reset', rate: 0.03 },
  { kind: 'loseResponse', rate: 0.06 },
  { kind: 'garbage', rate: 0.03 },
  { kind: 'hang', rate: 0.003 },
  { kind: { code: 'ProvisionedThroughputExceededException', statusCode: 400 }, rate: 0.02 },
  { kind: 'emptyAnswer', rate: 0.03 },
  { kind: 'foreignJson', rate: 0.03 },
  { kind: 'wrongContentType', rate: 0.02 },
  { kind: 'noRequestId', rate: 0.02 },
  { kind: 'expiredToken', rate: 0.01 },
  { kind: 'skewedClock', rate: 0.01 },
  ...['DescribeProjectVersions', 'ListTagsForResource', 'DeleteProjectVersion', 'StopProjectVersion'].map(
    (operation) => ({ kind: { code: 'ResourceNotFoundException', statusCode: 400 }, operation, rate: 0.02 }),
  ),
  { kind: 'unknownNames', operation: 'DescribeProjectVersions', rate: 0.05 },
  { kind: 'repeatedToken', operation: 'DescribeProjectVersions', rate: 0.02 },
  { kind: 'repeatedToken', operation: 'DescribeProjects', rate: 0.02 },
  { kind: { code: 'SlowDown', statusCode: 503 }, operation: 'PutObject', rate: 0.05 },
  { kind: { code: 'ConditionalRequestConflict', statusCode: 409 }, operation: 'PutObject', rate: 0.05 },
  // A change that AWS accepts and then does not make costs a minute until it is sent again.
  ...['StopProjectVersion', 'DeleteProjectVersion', 'StartProjectVersion'].flatMap((operation) => [
    { kind: 'ignored' as const, operation, rate: 0.01 },
    { kind: 'undone' as const, operation, rate: 0.01 },
  ]),
];

/** The names of all faults, as a campaign counts them. */
export const FAULT_NAMES: readonly string[] = [...new Set(RATES.map(({ kind }) => nameOf(kind)))];

export function nameOf(kind: FaultKind): string {
  return typeof kind === 'string' ? kind : kind.code;
}

const REFUSALS: readonly [FaultKind, ...FaultKind[]] = [
  'expiredToken',
  { code: 'UnrecognizedClientException', statusCode: 400 },
  'skewedClock',
  { code: 'InvalidSignatureException', statusCode: 400 },
];

export interface AwsFaults {
  /** AWS takes no credentials any more, whoever has them, and nothing else goes wrong. Returns what ends it. */
  refuseCredentials(): () => void;
}

/** Each of the faults once at least, as soon as there is a call that it can meet, and then at its rate. */
export function addAwsFaults(faults: Faults, dice: Dice): AwsFaults {
  let isRefusing = false;
  const add = ({ kind, operation, rate }: (typeof RATES)[number], most?: Pick<Fault, 'times'>) =>
    faults.add({
      kind,
      rate,
      ...(operation !== undefined && { operation }),
      when: () => !isRefusing,
      ...most,
    });
  // A fault that meets a call to STS is in no journal. All teardowns call this operation.
  for (const { kind, operation = 'DescribeProjectVersions' } of RATES)
    // Only teardowns that delete a model come as far as its record.
    add({ kind, operation, rate: operation === 'PutObject' ? 1 : 0.2 }, { times: 1 });
  for (const fault of RATES) add(fault);
  return {
    refuseCredentials() {
      isRefusing = true;
      const lift = faults.add({ kind: dice.pick(REFUSALS) });
      return () => {
        lift();
        isRefusing = false;
      };
    },
  };
}
