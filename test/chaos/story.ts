import type { Dice } from './dice.js';

/** What somebody does while a teardown goes on: to the model, behind its back, or to the teardown. */
export type Act =
  | 'start'
  | 'stop'
  | 'remove'
  | 'protect'
  | 'approve'
  | 'reject'
  | 'restore'
  | 'postpone'
  | 'deleteNow'
  | 'pause'
  | 'resume'
  | 'checkNow'
  | 'cancel';

export interface Terms {
  readonly ifRunning: 'stop' | 'fail';
  readonly ifTraining: 'wait' | 'fail';
  readonly approval?: { readonly required: true; readonly timeout: string };
  readonly gracePeriod?: string;
}

/** One teardown, as it is drawn: its model, its request, and what people do meanwhile. */
export interface Story {
  readonly status: string;
  /** After so many milliseconds a model that trains or is copied no longer does. */
  readonly becomes: readonly { readonly afterMs: number; readonly status: string }[] | undefined;
  readonly terms: Terms;
  readonly acts: readonly { readonly afterMs: number; readonly act: Act }[];
}

const STATUSES = [
  'RUNNING',
  'RUNNING',
  'RUNNING',
  'STOPPED',
  'TRAINING_COMPLETED',
  'TRAINING_FAILED',
  'TRAINING_IN_PROGRESS',
  'COPYING_IN_PROGRESS',
  'STARTING',
  'STOPPING',
  'FAILED',
] as const;
const ON_MODELS = ['start', 'stop', 'remove', 'protect'] as const;
const ON_TEARDOWNS = ['restore', 'postpone', 'deleteNow', 'checkNow', 'reject', 'cancel', 'pause'] as const;

export function drawStory(dice: Dice): Story {
  const status = dice.pick(STATUSES);
  const approval = dice.chance(0.3);
  const gracePeriod = dice.chance(0.4) ? `${dice.int(2, 8)}s` : undefined;
  const acts: { afterMs: number; act: Act }[] = [];
  const add = (act: Act, from: number, to: number) => acts.push({ afterMs: dice.int(from, to), act });
  if (approval && dice.chance(0.8)) add(dice.chance(0.8) ? 'approve' : 'reject', 500, 8000);
  if (dice.chance(0.5)) add(dice.pick(ON_MODELS), 0, 12_000);
  if (dice.chance(0.5)) add(dice.pick(ON_TEARDOWNS), 0, 12_000);
  if (gracePeriod !== undefined && dice.chance(0.3)) add('restore', 1500, 8000);
  // Whoever pauses resumes.
  if (acts.some(({ act }) => act === 'pause')) add('resume', 12_000, 16_000);
  return {
    status,
    becomes: becomes(status, dice),
    terms: {
      ifRunning: dice.chance(0.1) ? 'fail' : 'stop',
      ifTraining: dice.chance(0.1) ? 'fail' : 'wait',
      ...(approval && { approval: { required: true, timeout: `${dice.int(8, 20)}s` } }),
      ...(gracePeriod !== undefined && { gracePeriod }),
    },
    acts: acts.toSorted((a, b) => a.afterMs - b.afterMs),
  };
}

function becomes(status: string, dice: Dice): Story['becomes'] {
  const afterMs = dice.int(500, 8000);
  if (status === 'TRAINING_IN_PROGRESS') {
    return [{ afterMs, status: dice.chance(0.8) ? 'TRAINING_COMPLETED' : 'TRAINING_FAILED' }];
  }
  if (status === 'COPYING_IN_PROGRESS') {
    return [{ afterMs, status: dice.chance(0.8) ? 'COPYING_COMPLETED' : 'COPYING_FAILED' }];
  }
  return undefined;
}
