import type { Wait } from '../../contract/activities.js';
import type { Duration } from '../../contract/duration.js';
import type { Phase } from '../../contract/model/progress.js';
import type { Step } from '../../contract/model/result.js';

export type WaitKind = Wait['waitingFor'];

const SECONDS = 'every few seconds, less often over time';
const HOURS = 'at intervals of about a tenth of the elapsed time, 30 minutes at most';

interface WaitWords {
  readonly phase: Phase;
  readonly waitingFor: string;
  readonly nextLook: string;
  /** Long waits are divided into periods. The workflow itself checks the model at the end of each. */
  readonly period?: Duration;
  readonly step: Step['step'];
}

// A period costs eleven history events: 24 h of training add 66 and those of the waiting activity.
const PERIOD = '4h' as Duration;

/** How to wait for each transition. */
export const WAITS: Readonly<Record<WaitKind, WaitWords>> = {
  trained: {
    phase: 'training',
    waitingFor: 'the training to end',
    nextLook: HOURS,
    period: PERIOD,
    step: 'wait',
  },
  copied: {
    phase: 'copying',
    waitingFor: 'the copy to end',
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
    waitingFor: 'the grace period to end, or for somebody to start or restore the model',
    nextLook: 'every 15 minutes, more often at first',
    period: '1d' as Duration,
    step: 'hold',
  },
  deleted: {
    phase: 'deleting',
    waitingFor: 'AWS to stop listing the model',
    nextLook: SECONDS,
    step: 'confirm',
  },
};
