import { STALE_MS, type Answer } from '../../../contract/activities.js';
import type { ModelDescription } from '../../../contract/model/description.js';
import { omitUndefined } from '../../../contract/omit-undefined.js';
import type { Ask } from '../../../workflows/model/next-action.js';
import type { RunAsk } from '../../../workflows/shared/run-state.js';
import { becauseOf } from './aws.js';
import { becomes, taken, woken } from './proceed.js';
import type { CoreFunctions, Poll, World } from './world.js';

export const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690000000000';

export function answered(world: World, what: string, core: CoreFunctions): World {
  const { doing } = world;
  if (doing === undefined) return world;
  const [, status = ''] = what.split(/[ ,]+/);
  if (doing.ask !== 'wait' || what === 'timer') return ended(world, doing, what, core);
  if (what.startsWith('poll') && isPassedOver(world, doing, status)) return world;
  return ended({ ...world, polling: undefined }, doing, what, core);
}

/** A poll passes over what has not changed, and what may be from before our own call. */
function isPassedOver({ memory, now }: World, { model }: Poll, status: string): boolean {
  const { sent: before } = memory;
  return (
    status === model.status ||
    (before?.answer === 'accepted' && status === before.from && now - before.at < 60_000)
  );
}

/** The poll of a wait has found something while the run looks. */
export function pollFinds(world: World, status: string): World {
  const { polling, now } = world;
  if (polling === undefined || isPassedOver(world, polling, status)) return world;
  const { sighting } = sightingOf(world, polling, status);
  return { ...world, found: { event: 'seen', sighting, by: 'wait', askedAt: now } };
}

function ended(world: World, doing: Ask | RunAsk, what: string, core: CoreFunctions): World {
  if (what === 'denied') return denied(world, doing, core);
  if (what.startsWith('unavailable')) return unavailable(world, doing, what.endsWith('carried out'), core);
  if (what === 'timer') return timer(world, doing, core);
  if (doing.ask === 'readTraffic') return readsTraffic(world, what, core);
  if (doing.ask === 'record') return recorded(world, core);
  if (doing.ask === 'send') return sent(world, doing.call, what, core);
  const [, status = ''] = what.split(/[ ,]+/);
  const handledAt = what.endsWith('handled late') ? world.now + HANDLED_LATE_MS : world.now;
  return saw(world, doing, status, core, handledAt);
}

const DURING = { stop: 'STOPPING', start: 'STARTING', delete: 'DELETING' } as const;

/** The workflow may handle what a poll has found long after AWS was asked. */
const HANDLED_LATE_MS = 61_000;

function readsTraffic(world: World, what: string, core: CoreFunctions): World {
  const isInUse = what === 'traffic in use';
  const traffic = { unitsInService: isInUse ? 1 : 0, detections: 0 };
  const counts = isInUse && world.now - world.memory.seenAt <= STALE_MS;
  const witness = world.witness.with((it) => counts && it.isInUse());
  return taken({ ...world, witness }, { event: 'traffic', traffic }, core);
}

function saw(
  world: World,
  doing: Ask | RunAsk,
  status: string,
  core: CoreFunctions,
  handledAt: number,
): World {
  const { sighting, hasFreeTags } = sightingOf(world, doing, status);
  const witness = world.witness.with((it) => it.read(status, world, hasFreeTags));
  const askedAt = doing.ask === 'look' ? doing.at : world.now;
  const handled = { ...world, witness, now: handledAt };
  return taken(handled, { event: 'seen', sighting, by: 'look', askedAt }, core);
}

function sightingOf({ aws, records, now }: World, doing: Ask | RunAsk, status: string) {
  const { feature, isProtected } = aws;
  const withTags = 'tags' in doing && doing.tags && status !== 'DELETING' && status !== 'GONE';
  const tags = { model: {}, project: isProtected ? { teardown: 'never' } : {} };
  const shown =
    status === 'GONE'
      ? ({ found: false } as const)
      : ({ found: true, model: describe(status, feature), ...(withTags && { tags }) } as const);
  const sighting = { ...shown, ...omitUndefined({ records }), readAt: now };
  return { sighting, hasFreeTags: withTags && !isProtected };
}

function recorded(world: World, core: CoreFunctions): World {
  const witness = world.witness.with((it) => it.keepsRecord());
  return taken({ ...world, witness }, { event: 'recorded', location: 's3://records/v1.json' }, core);
}

function denied(world: World, doing: Ask | RunAsk, core: CoreFunctions): World {
  const event = { event: 'failed', type: 'AccessDenied', message: 'denied', repeated: false } as const;
  const witness = world.witness.with((it) =>
    doing.ask === 'send' ? it.gaveUp(doing.call, false, world.now) : it.isDenied(),
  );
  return taken({ ...world, now: world.now + 61_000, witness }, event, core);
}

/** The activity has had no answer for minutes, and its worker gives it back. */
function unavailable(before: World, doing: Ask | RunAsk, acts: boolean, core: CoreFunctions): World {
  const event = { event: 'failed', type: 'Unavailable', message: 'no answer', repeated: true } as const;
  const world = { ...before, now: before.now + 300_000 };
  const call = doing.ask === 'send' ? doing.call : undefined;
  const after = call !== undefined && acts ? becomes(world, DURING[call]) : world;
  const witness = after.witness.with((it) => {
    if (doing.ask === 'record' && acts) it.keepsRecord();
    if (call === undefined) it.stale();
    else {
      it.gaveUp(call, acts, after.now);
      it.mayHaveActed(call, after.now);
    }
  });
  return taken({ ...after, witness }, event, core);
}

function timer(world: World, doing: Ask | RunAsk, core: CoreFunctions): World {
  const until = 'until' in doing && doing.until !== undefined ? doing.until : world.now + 7_200_000;
  return woken({ ...world, now: Math.max(world.now, until) }, core);
}

function sent(world: World, call: 'stop' | 'start' | 'delete', what: string, core: CoreFunctions): World {
  const during = DURING[call];
  const acts = what === 'accepted' || what.startsWith('answer lost') || what === 'given up, carried out';
  const after = acts ? becomes(world, during) : world;
  if (what.startsWith('given up')) {
    const witness = after.witness.with((it) => {
      it.gaveUp(call, acts, world.now);
      if (what !== 'given up, not sent') it.mayHaveActed(call, world.now);
    });
    return taken(
      { ...after, witness },
      { event: 'answer', answer: what === 'given up, not sent' ? 'unsent' : 'none' },
      core,
    );
  }
  const isAccepted = what.startsWith('accepted');
  const answer: Answer = isAccepted
    ? { accepted: true, status: during }
    : {
        accepted: false,
        because: becauseOf(what),
        message: what,
        ...(what.includes('lost') && { repeated: true }),
      };
  const witness = after.witness.with((it) => {
    it.answered(call, isAccepted, acts, world);
    it.calledInvalid = what === 'invalid' ? call : it.calledInvalid;
    if (isAccepted) it.hasStopped(call);
    else if (what.includes('lost')) it.mayHaveActed(call, world.now);
  });
  return taken({ ...after, witness }, { event: 'answer', answer }, core);
}

function describe(status: string, feature: string): ModelDescription {
  return {
    projectVersionArn: ARN as ModelDescription['projectVersionArn'],
    projectArn:
      'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690000000000' as ModelDescription['projectArn'],
    status,
    feature,
  };
}
