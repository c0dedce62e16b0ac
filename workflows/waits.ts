import type { Wait } from '../contract/activities.js';
import type { Duration } from '../contract/duration.js';
import type { Phase } from '../contract/progress.js';
import type { Step } from '../contract/result.js';

export type WaitKind = Wait['waitingFor'];

const SECONDS = 'every few seconds, slower when it takes long';
const HOURS = 'about every tenth of the time it has taken so far, at most half an hour apart';

interface WaitWords {
  readonly phase: Phase;
  readonly waitingFor: string;
  readonly nextLook: string;
  /** Waits that can take a day are cut into periods: at the end of each the workflow itself looks afresh. */
  readonly period?: Duration;
  readonly step: Step['step'];
}

// A period costs six history events: 24 h of training add 72 and those of the waiting activity.
const PERIOD = '2h' as Duration;

/** How each transition is waited for. */
export const WAITS: Readonly<Record<WaitKind, WaitWords>> = {
  trained: {
    phase: 'training',
    waitingFor: 'AWS to end the training',
    nextLook: HOURS,
    period: PERIOD,
    step: 'wait',
  },
  copied: {
    phase: 'copying',
    waitingFor: 'AWS to end the copying',
    nextLook: HOURS,
    period: PERIOD,
    step: 'wait',
  },
  started: {
    phase: 'starting',
    waitingFor: 'the model to run, so that it can be stopped',
    nextLook: SECONDS,
    step: 'wait',
  },
  stopped: { phase: 'stopping', waitingFor: 'AWS to stop the model', nextLook: SECONDS, step: 'wait' },
  reclaimed: {
    phase: 'held',
    waitingFor: 'the end of the grace period, or somebody who wants the model back',
    nextLook: 'every quarter of an hour, oftener at first',
    period: '1d' as Duration,
    step: 'hold',
  },
  deleted: {
    phase: 'deleting',
    waitingFor: 'AWS to list the model no longer',
    nextLook: SECONDS,
    step: 'confirm',
  },
};
