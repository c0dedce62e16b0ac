// The teardown of a project in a simulated world: one model, one dataset, and the pure core of the run.
import type { Answer } from '../../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { parseProjectRequest } from '../../../contract/project/request.js';
import { beginOfProject, takeOfProject } from '../../../workflows/project/apply-event.js';
import { interruptsProject, nextOfProject } from '../../../workflows/project/next-action.js';
import {
  newProjectMemory,
  type ProjectAsk,
  type ProjectEvent,
  type ProjectMemory,
} from '../../../workflows/project/state.js';
import { judged, pausedOr } from '../../../workflows/shared/decision-memory.js';
import type { RunEvent } from '../../../workflows/shared/run-state.js';
import { becauseOf, LAG_MS, readSince } from './aws.js';
import { hashOf } from './project-hash.js';
import { possible, readable } from './project-possible.js';
import { broken } from './project-rules.js';
import type { Snapshot, Witness, World } from './project-world.js';
import type { Simulation } from './search.js';

const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690000000000' as ProjectArn;
const DATASET = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/dataset/train/1690000000000';
const MODEL = 'arn:model' as ProjectVersionArn;
const START = Date.parse('2026-11-24T12:00:00Z');

export const PROJECT_BEGINNINGS = [
  { name: 'a project', terms: {} },
  { name: 'a project, with an approval', terms: { approval: { required: true } } },
  { name: 'a project, with a deadline', terms: { deadline: '2h' } },
] as const;

export function projectSimulation({ name, terms }: (typeof PROJECT_BEGINNINGS)[number]): Simulation<World> {
  return { name, begin: () => worldOf(terms), possible, happen, broken, hashOf };
}

function worldOf(terms: object): World {
  const parsed = parseProjectRequest({ projectArn: PROJECT, ...terms });
  if (!parsed.ok) throw new Error(parsed.problem);
  const request = { ...parsed.request, projectArn: PROJECT };
  return proceed({
    now: START,
    aws: { status: 'CREATED', dataset: 'CREATE_COMPLETE', hasModel: true },
    isProtected: false,
    earlier: [],
    request,
    memory: newProjectMemory(request, START),
    witness: {
      approved: request.approval === undefined,
      rejected: false,
      cancelled: false,
      late: false,
      paused: false,
      fresh: false,
      tagsFree: false,
      acted: false,
      deleteSent: false,
      ownDeletion: false,
      ownDataset: false,
    },
  });
}

function happen(world: World, what: string): World {
  const { aws, doing, memory, now } = world;
  switch (what) {
    case 'AWS deletes the project':
      return becomes(world, { status: 'GONE' });
    case 'AWS undoes the project':
      return noted(becomes(world, { status: 'CREATED' }), { ownDeletion: false });
    case 'AWS deletes the dataset':
      return becomes(world, { dataset: 'GONE' });
    case 'AWS undoes the dataset':
      return noted(becomes(world, { dataset: 'CREATE_COMPLETE' }), { ownDataset: false });
    case 'a person adds a model':
      return becomes(world, { hasModel: true });
    case 'a person deletes the project':
      return becomes(world, { status: 'DELETING' });
    case 'protect':
      return { ...world, isProtected: true };
    case 'time 6s':
    case 'time 61s':
      return { ...world, now: now + Number.parseInt(what.slice(5), 10) * 1000 };
    case 'approve':
    case 'reject': {
      const judgement = judged(memory, what, { by: 'ana' }, now);
      const change = what === 'approve' ? { approved: true } : { rejected: true };
      return woken(noted({ ...world, memory: judgement }, change));
    }
    case 'pause':
    case 'resume': {
      const paused = what === 'pause';
      return interrupted(noted({ ...world, memory: pausedOr(memory, paused, {}, now) }, { paused }));
    }
    case 'cancel':
      return interrupted(noted(taking(world, 'cancelled'), { cancelled: true }));
    case 'deadline':
      return interrupted(noted(taking(world, 'late'), { late: true }));
    case 'continue as new': {
      const carried = JSON.parse(JSON.stringify({ ...memory, seen: undefined })) as ProjectMemory;
      return proceed({ ...world, memory: carried });
    }
    case 'denied': {
      const denial = { event: 'failed', type: 'AccessDenied', message: 'denied', repeated: false } as const;
      return taken(noted({ ...world, now: now + 61_000 }, { fresh: false }), denial);
    }
    case 'timer':
      return woken({ ...world, now: Math.max(now, doing && 'until' in doing ? (doing.until ?? now) : now) });
    case 'changed':
      return taken(noted(world, { fresh: false }), { event: 'woken' });
    case 'models deleted':
      return tornDown(becomes(world, { hasModel: false }), 'deleted');
    case 'model failed':
      return tornDown(world, 'failed');
    default:
      return doing?.ask === 'send' ? answered(world, doing, what) : looked(world, what, aws);
  }
}

function becomes(world: World, change: Partial<Snapshot>): World {
  const { aws, now } = world;
  const earlier = [
    ...world.earlier.filter(({ until }) => until > readSince(world) - LAG_MS),
    { was: aws, until: now },
  ];
  return { ...world, aws: { ...aws, ...change }, earlier };
}

function noted(world: World, change: Partial<Witness>): World {
  return { ...world, witness: { ...world.witness, ...change } };
}

function taking(world: World, event: 'cancelled' | 'late'): World {
  return { ...world, memory: takeOfProject(world.request, world.memory, { event }, world.now) };
}

/** A cancel, the deadline or a pause ends what is being done, or a wait. */
function interrupted(world: World): World {
  const { request, memory, doing } = world;
  if (doing === undefined || !interruptsProject(request, memory, doing)) return woken(world);
  if (doing.ask === 'send') return taken(world, { event: 'answer', arn: doing.arn, answer: 'none' });
  return taken(noted(world, { fresh: false }), { event: 'woken' });
}

function woken(world: World): World {
  const isWaiting = ['wait', 'pause', 'backOff'].includes(world.doing?.ask ?? '');
  return isWaiting ? taken(noted(world, { fresh: false }), { event: 'woken' }) : world;
}

function tornDown(world: World, state: 'deleted' | 'failed'): World {
  const row = { projectVersionArn: MODEL, status: 'STOPPED', state } as const;
  const memory = takeOfProject(world.request, world.memory, { event: 'row', row }, world.now);
  // It may have been stopped before that.
  return taken(noted({ ...world, memory }, { fresh: false, acted: true }), { event: 'woken' });
}

function looked(world: World, what: string, now: Snapshot): World {
  const [, index = '0'] = what.split(' ');
  const seen = readable(world)[Number(index)] ?? now;
  const tagsFree = !what.endsWith('tags') && !world.isProtected;
  const after = noted(world, { fresh: true, tagsFree, seen, readAt: world.now });
  if (seen.status === 'GONE') return taken(after, { event: 'gone' });
  const project = {
    projectArn: PROJECT,
    status: seen.status,
    feature: 'CUSTOM_LABELS',
    datasets: seen.dataset === 'GONE' ? [] : [{ datasetArn: DATASET, type: 'TRAIN', status: seen.dataset }],
  };
  const models = seen.hasModel ? [{ projectVersionArn: MODEL, status: 'STOPPED' }] : [];
  const tags = world.isProtected ? { teardown: 'never' } : {};
  return taken(after, {
    event: 'seen',
    listing: { project, models },
    tags: what.endsWith('tags') ? undefined : tags,
    askedAt: readSince(world),
    readAt: world.now,
  });
}

function answered(world: World, { call, arn }: Extract<ProjectAsk, { ask: 'send' }>, what: string): World {
  const acts = what === 'accepted' || what.startsWith('lost');
  const isAccepted = what.startsWith('accepted');
  const answer: Answer = isAccepted
    ? { accepted: true, status: 'DELETING' }
    : {
        accepted: false,
        because: becauseOf(what),
        message: what,
        ...((what.startsWith('lost') || what.endsWith('attempt')) && { repeated: true }),
      };
  const change = call === 'DeleteProject' ? { status: 'DELETING' } : { dataset: 'DELETE_IN_PROGRESS' };
  const after = acts ? becomes(world, change) : world;
  const isOwn = world.witness.ownDeletion || (acts && call === 'DeleteProject');
  const ownDataset = world.witness.ownDataset || (acts && call === 'DeleteDataset');
  const note = { acted: world.witness.acted || acts, ownDeletion: isOwn, ownDataset };
  return taken(noted(after, note), { event: 'answer', arn, answer });
}

function taken(world: World, event: ProjectEvent | RunEvent): World {
  return proceed({ ...world, memory: takeOfProject(world.request, world.memory, event, world.now) });
}

function proceed(world: World): World {
  const { request, now, witness: before } = world;
  const ask = nextOfProject(request, world.memory, now);
  const memory = beginOfProject(world.memory, ask, now);
  const isDelete = ask.ask === 'send' && ask.call === 'DeleteProject';
  // What else is to be deleted was seen in the same look: a dataset leaves it as fresh as it was.
  const fresh = before.fresh && !isDelete;
  const witness = { ...before, fresh, deleteSent: before.deleteSent || isDelete };
  const after = { ...world, memory, witness, before, doing: ask };
  if (ask.ask === 'end') return { ...after, end: ask.outcome };
  if (ask.ask === 'fail') return { ...after, end: ask.type };
  return ask.ask === 'cancel' ? { ...after, end: 'cancelled' } : after;
}
