import { DECISION_UPDATES } from '../../../contract/names.js';
import { AWS_ALLOWS, NATURAL, readable, type Aws } from './aws.js';
import type { World } from './world.js';

/** AWS has denied a call for a minute, or not answered it for minutes. */
const FAILURES = ['denied', 'unavailable'];

/** The worker may find the look too old at any time, by its clock. An earlier attempt may have been carried out. */
const TOO_OLD = ['too old', 'too old, after a lost attempt', 'denied until too old'];

/** Everything that can happen now, each by a name that `happen` understands. */
export function possible(world: World): string[] {
  if (world.end !== undefined) return [];
  return [...turns(world), ...awsAlone(world), ...people(world), 'time 6s', 'time 61s'];
}

function turns(world: World): string[] {
  const { doing, interrupted, aws, now } = world;
  switch (doing?.ask) {
    case 'look':
      // The answer may come late: it was read at any time since then.
      return [
        ...readable(aws, doing.at).map((status) => `look ${status}`),
        ...FAILURES,
        ...beforeAnswer(world),
      ];
    case 'readTraffic':
      return ['traffic', 'traffic in use', ...FAILURES];
    case 'send':
      return [
        ...sendings(doing.call, aws),
        ...(doing.call === 'start' ? [] : TOO_OLD),
        ...(interrupted ? givenUp(doing.call, aws) : []),
      ];
    case 'wait': {
      const isTimed = doing.until !== undefined || doing.for === 'trained' || doing.for === 'copied';
      const polls = readable(aws, now).flatMap((status) => [
        `poll ${status}`,
        `poll ${status}, handled late`,
      ]);
      return [...polls, ...(isTimed ? ['timer'] : []), ...FAILURES, 'continue as new'];
    }
    case 'record':
      return ['recorded', 'unavailable, carried out', ...FAILURES, 'continue as new'];
    case 'pause':
    case 'backOff':
      return doing.until === undefined ? ['continue as new'] : ['timer', 'continue as new'];
    default:
      return [];
  }
}

/** The poll of the wait before it goes on while the run looks, and what it has found is not carried over. */
function beforeAnswer({ polling, found, aws, now }: World): string[] {
  if (found) return [];
  const finds = polling ? readable(aws, now).map((status) => `found ${status}`) : [];
  return [...finds, 'continue as new'];
}

function sendings(call: 'stop' | 'start' | 'delete', aws: Aws): string[] {
  return allows(call, aws)
    ? [
        'accepted',
        ...(call === 'delete' ? ['accepted and undone'] : []),
        'answer lost, then refused',
        'in use',
        'in use, after a lost attempt',
        ...(call === 'start' ? [] : ['answer lost, then too old']),
        'unavailable, carried out',
        'invalid',
        ...FAILURES,
      ]
    : ['refused', 'refused, after a lost attempt', 'invalid', ...FAILURES];
}

/** A call that is ended may have been sent by then. */
function givenUp(call: 'stop' | 'start' | 'delete', aws: Aws): string[] {
  return ['given up', 'given up, not sent', ...(allows(call, aws) ? ['given up, carried out'] : [])];
}

function allows(call: 'stop' | 'start' | 'delete', { status, feature }: Aws): boolean {
  return AWS_ALLOWS[call].includes(status) && (call === 'delete' || feature === 'CUSTOM_LABELS');
}

function awsAlone({ aws }: World): string[] {
  const by = NATURAL[aws.status] ?? [];
  return by.map((status) => `AWS ${status}`);
}

function people({ aws, memory, request, witness }: World): string[] {
  const does = (['start', 'stop', 'delete'] as const)
    .filter((call) => allows(call, aws))
    .map((call) => `person ${call}`);
  const pausing = memory.paused ? ['resume'] : ['pause'].filter(() => witness.pauses < 2);
  const once = [
    ...(memory.cancelled ? [] : ['cancel']),
    ...(memory.late || request.deadline === undefined ? [] : ['deadline']),
    ...(aws.isProtected ? [] : ['protect']),
  ];
  const decisions = DECISION_UPDATES.filter((name) => !witness.decided.includes(name));
  return [...does, ...decisions, ...pausing, ...once, 'checkNow'];
}
