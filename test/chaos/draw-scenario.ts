import type { Dice } from './dice.js';
import { UNKNOWN_STATUS, type Act, type Drawn, type Planned, type Scenario, type Terms } from './scenario.js';

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
const ON_RUNS = ['reset', 'terminate', 'pauseActivity', 'askOtherwise'] as const;
/** Whoever is asked, or has paused a teardown, does not give up because the server is down, or nobody asks yet. */
const INSISTENT: readonly Act[] = ['resume', 'approve', 'reject'];
const DECISIONS: readonly Act[] = ['approve', 'reject', 'restore', 'postpone', 'deleteNow'];

/** @param number the first scenarios have what is drawn too seldom to be sure to come in a short campaign */
export function drawScenario(dice: Dice, number: number): Scenario {
  const forced = FIRST_SCENARIOS[number - 1];
  const feature = !forced && dice.chance(0.1) ? 'CONTENT_MODERATION' : 'CUSTOM_LABELS';
  const whole = forced ? forced.whole === true : dice.chance(0.15);
  const models = Array.from({ length: whole ? dice.int(2, 5) : 1 }, () => drawModel(feature, dice));
  if (forced) {
    const [first] = models;
    const running: Drawn = {
      status: 'RUNNING',
      becomes: undefined,
      isProtected: false,
      minInferenceUnits: 2,
    };
    const rest = first ? models.slice(1) : [];
    return { ...PLAIN, whole, models: [running, ...rest], ...forced };
  }
  const terms = drawTerms(whole, dice);
  const acts = drawActs(feature, terms, models.length, dice);
  return {
    feature,
    whole,
    models,
    terms,
    // A killed worker keeps a task for ten seconds, and a run leaves itself a third of its time-out to end.
    executionTimeout: !whole && dice.chance(0.07) ? dice.int(30, 60) : undefined,
    // As few models run in an account as may: what is started there could wait for long.
    isShared: dice.chance(0.3) && !acts.some(({ act }) => act === 'restore'),
    isProjectProtected: dice.chance(0.03),
    acts,
  };
}

const PLAIN: Omit<Scenario, 'models'> = {
  feature: 'CUSTOM_LABELS',
  whole: false,
  terms: { ifRunning: 'stop', ifTraining: 'wait' },
  executionTimeout: undefined,
  isShared: false,
  isProjectProtected: false,
  acts: [],
};
const held = (gracePeriod: string): Partial<Scenario> => ({ terms: { ...PLAIN.terms, gracePeriod } });
const once = (act: Act, afterMs: number, bySignal = false): Planned => ({
  act,
  afterMs,
  model: 0,
  bySignal,
  insists: true,
});

const FIRST_SCENARIOS: readonly (Partial<Scenario> | undefined)[] = [
  { ...held('60s'), acts: [once('reset', 6000), once('restore', 12_000)] },
  { ...held('8s'), acts: [once('terminate', 5000)] },
  { ...held('8s'), acts: [once('pauseActivity', 2000)] },
  { ...held('15s'), acts: [once('askOtherwise', 3000)] },
  { ...held('90s'), executionTimeout: 36 },
  { ...held('60s'), acts: [once('restore', 8000, true)] },
  { ...held('60s'), acts: [once('start', 9000)] },
  { whole: true, acts: [once('reset', 5000)] },
  { whole: true, acts: [once('terminate', 5000)] },
  { ...held('60s'), acts: [once('restore', 12_000)] },
  { ...held('60s'), acts: [once('cancel', 9000)] },
];

function drawModel(feature: Scenario['feature'], dice: Dice): Drawn {
  const status = dice.pick(STATUSES[feature]);
  return {
    status,
    becomes: becomes(status, dice),
    isProtected: dice.chance(0.03),
    minInferenceUnits: dice.int(1, 3),
  };
}

function drawTerms(whole: boolean, dice: Dice): Terms {
  const approval = dice.chance(0.25);
  return {
    ifRunning: dice.chance(0.1) ? 'fail' : 'stop',
    ifTraining: dice.chance(0.1) ? 'fail' : 'wait',
    ...(dice.chance(0.1) && { ifServing: whole ? 'fail' : dice.pick(['fail', 'ask']) }),
    ...(approval && { approval: { required: true, timeout: `${dice.int(8, 20)}s` } }),
    ...(dice.chance(0.4) && { gracePeriod: `${dice.int(2, 12)}s` }),
    ...(dice.chance(0.05) && { dryRun: true }),
    ...(!whole && dice.chance(0.1) && { deadline: `${dice.int(13, 28)}s` }),
  };
}

function drawActs(feature: Scenario['feature'], terms: Terms, models: number, dice: Dice): Scenario['acts'] {
  const acts: Planned[] = [];
  const add = (act: Act, from: number, to: number, model = dice.int(0, models - 1)) => {
    const bySignal = DECISIONS.includes(act) && dice.chance(0.2);
    acts.push({ afterMs: dice.int(from, to), act, model, bySignal, insists: INSISTENT.includes(act) });
    // Whoever pauses resumes: right after it in the list, where play-scenario.ts looks for it.
    if (act === 'pause') add('resume', 12_000, 16_000, model);
  };
  // Whoever is asked about a model that serves has as long as people have, so somebody answers.
  if (terms.ifServing === 'ask' || (terms.approval && dice.chance(0.8))) {
    add(dice.chance(0.8) ? 'approve' : 'reject', 500, 8000);
  }
  if (dice.chance(0.5)) add(dice.pick(ON_MODELS[feature]), 0, 12_000);
  if (dice.chance(0.5)) add(dice.pick(ON_TEARDOWNS), 0, 12_000);
  if (terms.gracePeriod !== undefined && dice.chance(0.3)) add('restore', 1500, 8000);
  const onRun = dice.pick(ON_RUNS);
  if (dice.chance(0.25) && !asksAgain(terms, acts, onRun)) add(onRun, 500, 10_000);
  return acts;
}

/** Returns whether the run that replaces this one would ask for approval again: people answer only once. */
function asksAgain({ ifServing }: Terms, acts: readonly Planned[], onRun: Act): boolean {
  // Temporal repeats both decisions after a reset, but the run keeps only a rejection.
  const isForgotten =
    onRun === 'terminate' || (onRun === 'reset' && acts.some(({ act }) => act === 'approve'));
  return ifServing === 'ask' && isForgotten;
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
