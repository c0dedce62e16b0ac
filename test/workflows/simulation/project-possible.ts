import { LAG_MS, readSince } from './aws.js';
import type { Snapshot, World } from './project-world.js';

/** The worker may find the look too old at any time, by its clock. An earlier attempt may have been carried out. */
const TOO_OLD = ['too old', 'too old, after a lost attempt', 'denied until too old'];

/** Everything that can happen to a project now, each by a name. */
export function possible(world: World): string[] {
  const { aws, memory, end, isProtected, request, witness } = world;
  if (end !== undefined) return [];
  const reads = readable(world).map((_, index) => index);
  return [
    ...turns(world, reads),
    ...(aws.status === 'DELETING' ? ['AWS deletes the project', 'AWS undoes the project'] : []),
    ...(aws.dataset === 'DELETE_IN_PROGRESS' ? ['AWS deletes the dataset', 'AWS undoes the dataset'] : []),
    ...(memory.approval === 'awaited' ? ['approve', 'reject'] : []),
    ...(witness.cancelled ? [] : ['cancel']),
    ...(witness.late || request.deadline === undefined ? [] : ['deadline']),
    memory.paused ? 'resume' : 'pause',
    ...(isProtected ? [] : ['protect']),
    ...(aws.hasModel || aws.status !== 'CREATED' ? [] : ['a person adds a model']),
    ...(mayBeDeleted(aws) ? ['a person deletes the project'] : []),
    'time 6s',
    'time 61s',
  ];
}

function turns({ doing, aws }: World, reads: readonly number[]): readonly string[] {
  switch (doing?.ask) {
    case 'look':
      return [
        ...reads.map((read) => `look ${read}`),
        ...reads.map((read) => `look ${read} without tags`),
        'denied',
        'continue as new',
      ];
    case 'tearDownModels':
      return ['models deleted', 'model failed'];
    case 'send': {
      const isAllowed =
        doing.call === 'DeleteProject' ? mayBeDeleted(aws) : aws.dataset === 'CREATE_COMPLETE';
      const accepted = isAllowed ? ['accepted', 'accepted and undone', 'lost', 'lost, then too old'] : [];
      return [...accepted, 'in use', 'in use, after a lost attempt', ...TOO_OLD, 'denied'];
    }
    case 'wait':
      return ['changed', 'denied', 'continue as new', ...(doing.until === undefined ? [] : ['timer'])];
    case 'pause':
    case 'backOff':
      return doing.until === undefined ? ['continue as new'] : ['timer', 'continue as new'];
    default:
      return [];
  }
}

export function mayBeDeleted({ status, dataset, hasModel }: Snapshot): boolean {
  return status === 'CREATED' && dataset === 'GONE' && !hasModel;
}

/** What the answer to a look can show, which may come late. */
export function readable(world: World): readonly Snapshot[] {
  const { aws, earlier } = world;
  return [aws, ...earlier.filter(({ until }) => until > readSince(world) - LAG_MS).map(({ was }) => was)];
}
