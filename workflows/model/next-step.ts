import {
  FEATURES,
  MODEL_STATUSES,
  type Feature,
  type ModelDescription,
  type ModelStatus,
  type Transition,
} from '../../contract/model/description.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { Memory } from './state.js';

export type NextStep =
  | { readonly step: 'wait'; readonly for: Transition }
  | { readonly step: 'checkGuards' }
  | { readonly step: 'askApproval' }
  | { readonly step: 'awaitResume' }
  | { readonly step: 'stop' }
  | { readonly step: 'hold' }
  | { readonly step: 'delete' }
  | { readonly step: 'start' }
  | { readonly step: 'end'; readonly outcome: 'rejected' | 'restored' | 'reclaimed' }
  | { readonly step: 'refuse'; readonly failure: Refusal };

export type Refusal = 'ModelRunning' | 'ModelTraining' | 'UnexpectedStatus';

/** Inputs of the decision besides the model: a view of the memory and the clock. */
export interface Facts extends Pick<Memory, 'approval' | 'paused' | 'restore' | 'heldStatus'> {
  /** `fresh`: passed since the last description of the model. */
  readonly guards: 'unchecked' | 'stale' | 'fresh';
  /** Somebody has started the model since Stop was sent. */
  readonly startedAgain: boolean;
  /** `due`: the request asks for a grace period, which has not begun. */
  readonly grace: 'none' | 'due' | 'running' | 'over';
}

/** The facts of a teardown that nobody has interfered with. */
export const NO_FACTS: Facts = {
  guards: 'fresh',
  approval: 'notNeeded',
  paused: false,
  startedAgain: false,
  grace: 'none',
  restore: 'none',
};

type TableStep = Extract<NextStep, { step: 'wait' | 'refuse' | 'stop' | 'delete' }>;

const UNEXPECTED = { step: 'refuse', failure: 'UnexpectedStatus' } as const;
const DELETE = { step: 'delete' } as const;
const waitFor = (transition: Transition) => ({ step: 'wait', for: transition }) as const;

// AWS: "You can't delete a project version if it is running or if it is training" (DeleteProjectVersion).
// In each of these it does neither, whatever the feature.
const EITHER = {
  TRAINING_IN_PROGRESS: waitFor('trained'),
  TRAINING_COMPLETED: DELETE,
  TRAINING_FAILED: DELETE,
  STOPPED: DELETE,
  FAILED: DELETE,
  COPYING_COMPLETED: DELETE,
  COPYING_FAILED: DELETE,
  DEPRECATED: DELETE,
  EXPIRED: DELETE,
  DELETING: waitFor('deleted'),
} as const;

/** The step for each of the 14 statuses, for both features. */
const RULES: Readonly<Record<Feature, Readonly<Record<ModelStatus, TableStep>>>> = {
  CUSTOM_LABELS: {
    ...EITHER,
    COPYING_IN_PROGRESS: waitFor('copied'),
    STARTING: waitFor('started'),
    RUNNING: { step: 'stop' },
    STOPPING: waitFor('stopped'),
  },
  // An adapter is never started, stopped or copied ("Managing adapters", Rekognition Developer Guide), and
  // StopProjectVersion is for Custom Labels only: a status that says otherwise is one we don't understand.
  CONTENT_MODERATION: {
    ...EITHER,
    COPYING_IN_PROGRESS: UNEXPECTED,
    STARTING: UNEXPECTED,
    RUNNING: UNEXPECTED,
    STOPPING: UNEXPECTED,
  },
};

type Model = Pick<ModelDescription, 'status' | 'feature'>;

/** Returns the next step, from a fresh description, the request, and what people have decided. */
export function nextStep(
  model: Model,
  request: Pick<TeardownRequest, 'ifRunning' | 'ifTraining'>,
  facts: Facts,
): NextStep {
  if (facts.restore !== 'none') return restoreStep(model, facts.restore);
  if (facts.approval === 'refused') return { step: 'end', outcome: 'rejected' };
  if (isReclaimed(model.status, facts)) return { step: 'end', outcome: 'reclaimed' };
  const step = teardownStep(model, request);
  switch (step.step) {
    case 'stop':
      return unlessHeldUp(step, facts);
    case 'delete':
      return unlessHeldUp(
        facts.grace === 'due' || facts.grace === 'running' ? { step: 'hold' } : step,
        facts,
      );
    case 'wait':
      // A model that may not be torn down need not be waited for.
      return facts.guards === 'unchecked' && step.for !== 'deleted' ? { step: 'checkGuards' } : step;
    case 'refuse':
      return step;
    default:
      return step satisfies never;
  }
}

/**
 * Returns what must come first, if anything, before a step that stops or deletes the model. Holding it changes nothing: once
 * that has begun, signs of use count although the tags may be unreadable.
 */
function unlessHeldUp(step: NextStep, { guards, approval, paused, grace }: Facts): NextStep {
  const isWatched = step.step === 'hold' && grace === 'running' && guards !== 'unchecked';
  if (guards !== 'fresh' && !isWatched) return { step: 'checkGuards' };
  if (approval === 'awaited') return { step: 'askApproval' };
  return paused && step.step !== 'hold' ? { step: 'awaitResume' } : step;
}

/**
 * Returns whether somebody has started the model since it was stopped or held, even if it no longer runs: only a
 * Start leads to these statuses, or a Stop after one. Without a grace period, nobody was promised that it is kept.
 */
function isReclaimed(status: string, { grace, heldStatus, startedAgain }: Facts): boolean {
  if (grace === 'none') return false;
  if (startedAgain) return true;
  if (grace === 'due') return false;
  if (['STARTING', 'RUNNING', 'STOPPING'].includes(status)) return true;
  return heldStatus !== undefined && heldStatus !== status && ['STOPPED', 'FAILED'].includes(status);
}

/**
 * Returns what a status shows about a model to which this run has sent Stop. STOPPED comes after STOPPING: a model that runs
 * after it, or that is starting, was started by somebody, even if no read has shown STOPPED.
 */
export function shownSinceStop(before: Memory['sinceStop'], status: string): Memory['sinceStop'] {
  if (status === 'STOPPING') return before ?? 'stopping';
  return status === 'STARTING' || (status === 'RUNNING' && before === 'stopping') ? 'started' : before;
}

/** Returns whether a status shows no effect of a Stop, which is sent only to a model that runs. */
export function showsNoStop(status: string): boolean {
  return status === 'RUNNING';
}

function restoreStep({ status, feature }: Model, restore: 'asked' | 'sent'): NextStep {
  if (feature !== 'CUSTOM_LABELS') return UNEXPECTED;
  switch (status) {
    case 'RUNNING':
      return { step: 'end', outcome: 'restored' };
    case 'STARTING':
      return { step: 'wait', for: 'started' };
    case 'STOPPING':
      return restore === 'asked' ? { step: 'wait', for: 'stopped' } : UNEXPECTED;
    case 'STOPPED':
      return restore === 'asked' ? { step: 'start' } : UNEXPECTED;
    default:
      return UNEXPECTED;
  }
}

function teardownStep(
  { status, feature }: Model,
  { ifRunning, ifTraining }: Pick<TeardownRequest, 'ifRunning' | 'ifTraining'>,
): TableStep {
  const step = isFeature(feature) && isModelStatus(status) ? RULES[feature][status] : UNEXPECTED;
  const runs = step.step === 'stop' || (step.step === 'wait' && step.for === 'started');
  if (runs && ifRunning === 'fail') return { step: 'refuse', failure: 'ModelRunning' };
  const trains = step.step === 'wait' && step.for === 'trained';
  return trains && ifTraining === 'fail' ? { step: 'refuse', failure: 'ModelTraining' } : step;
}

function isFeature(feature: string): feature is Feature {
  return (FEATURES as readonly string[]).includes(feature);
}

function isModelStatus(status: string): status is ModelStatus {
  return (MODEL_STATUSES as readonly string[]).includes(status);
}
