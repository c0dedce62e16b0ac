import type { Dice } from './dice.js';

/** What somebody does while a teardown goes on: to the model, behind its back, or to the teardown. */
export type Act =
  | 'start'
  | 'stop'
  | 'remove'
  | 'protect'
  | 'deny'
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
  readonly ifServing?: 'fail' | 'ask';
  readonly approval?: { readonly required: true; readonly timeout: string };
  readonly gracePeriod?: string;
  readonly dryRun?: true;
  readonly deadline?: string;
}

export interface Drawn {
  readonly status: string;
  /** After so many milliseconds a model that trains or is copied no longer does. */
  readonly becomes: readonly { readonly afterMs: number; readonly status: string }[] | undefined;
  /** Whether it carries the tag that protects it from the start. */
  readonly isProtected: boolean;
}

/** One teardown, as it is drawn: its models, its request, and what people do meanwhile to which of them. */
export interface Story {
  readonly feature: 'CUSTOM_LABELS' | 'CONTENT_MODERATION';
  /** Of the whole project; else of its only model. */
  readonly whole: boolean;
  readonly models: readonly Drawn[];
  readonly terms: Terms;
  readonly acts: readonly { readonly afterMs: number; readonly act: Act; readonly model: number }[];
}

/** One that AWS may add one day. */
export const UNKNOWN_STATUS = 'ARCHIVING';

const STATUSES = {
  CUSTOM_LABELS: [
    'RUNNING',
    'RUNNING',
    'RUNNING',
    'RUNNING',
    'STOPPED',
    'TRAINING_COMPLETED',
    'TRAINING_FAILED',
    'TRAINING_IN_PROGRESS',
    'TRAINING_IN_PROGRESS',
    'COPYING_IN_PROGRESS',
    'STARTING',
    'STOPPING',
    'FAILED',
    UNKNOWN_STATUS,
  ],
  CONTENT_MODERATION: ['TRAINING_IN_PROGRESS', 'TRAINING_COMPLETED', 'DEPRECATED', 'EXPIRED', 'RUNNING'],
} as const;
// Adapters are neither started nor stopped.
const ON_MODELS = {
  CUSTOM_LABELS: ['start', 'stop', 'remove', 'protect', 'deny'],
  CONTENT_MODERATION: ['remove', 'protect', 'deny'],
} as const;
const ON_TEARDOWNS = ['restore', 'postpone', 'deleteNow', 'checkNow', 'reject', 'cancel', 'pause'] as const;

export function drawStory(dice: Dice): Story {
  const feature = dice.chance(0.1) ? 'CONTENT_MODERATION' : 'CUSTOM_LABELS';
  const whole = dice.chance(0.15);
  const models = Array.from({ length: whole ? dice.int(2, 5) : 1 }, () => drawModel(feature, dice));
  const terms = drawTerms(whole, dice);
  return { feature, whole, models, terms, acts: drawActs(feature, terms, models.length, dice) };
}

function drawModel(feature: Story['feature'], dice: Dice): Drawn {
  const status = dice.pick(STATUSES[feature]);
  return { status, becomes: becomes(status, dice), isProtected: dice.chance(0.03) };
}

function drawTerms(whole: boolean, dice: Dice): Terms {
  const approval = dice.chance(0.25);
  return {
    ifRunning: dice.chance(0.1) ? 'fail' : 'stop',
    ifTraining: dice.chance(0.1) ? 'fail' : 'wait',
    ...(dice.chance(0.1) && { ifServing: whole ? 'fail' : dice.pick(['fail', 'ask']) }),
    ...(approval && { approval: { required: true, timeout: `${dice.int(8, 20)}s` } }),
    ...(dice.chance(0.4) && { gracePeriod: `${dice.int(2, 8)}s` }),
    ...(dice.chance(0.05) && { dryRun: true }),
    ...(!whole && dice.chance(0.1) && { deadline: `${dice.int(9, 25)}s` }),
  };
}

function drawActs(feature: Story['feature'], terms: Terms, models: number, dice: Dice): Story['acts'] {
  const acts: { afterMs: number; act: Act; model: number }[] = [];
  const add = (act: Act, from: number, to: number, model = dice.int(0, models - 1)) => {
    acts.push({ afterMs: dice.int(from, to), act, model });
    // Whoever pauses resumes: right after it in the list, where telling.ts looks for it.
    if (act === 'pause') add('resume', 12_000, 16_000, model);
  };
  // Whoever is asked about a model that serves has as long as people have, so somebody answers.
  if (terms.ifServing === 'ask' || (terms.approval && dice.chance(0.8))) {
    add(dice.chance(0.8) ? 'approve' : 'reject', 500, 8000);
  }
  if (dice.chance(0.5)) add(dice.pick(ON_MODELS[feature]), 0, 12_000);
  if (dice.chance(0.5)) add(dice.pick(ON_TEARDOWNS), 0, 12_000);
  if (terms.gracePeriod !== undefined && dice.chance(0.3)) add('restore', 1500, 8000);
  return acts;
}

function becomes(status: string, dice: Dice): Drawn['becomes'] {
  const afterMs = dice.int(500, 8000);
  if (status === 'TRAINING_IN_PROGRESS') {
    return [{ afterMs, status: dice.chance(0.8) ? 'TRAINING_COMPLETED' : 'TRAINING_FAILED' }];
  }
  if (status === 'COPYING_IN_PROGRESS') {
    return [{ afterMs, status: dice.chance(0.8) ? 'COPYING_COMPLETED' : 'COPYING_FAILED' }];
  }
  return undefined;
}
