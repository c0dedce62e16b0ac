import { defineQuery, defineSignal } from '@temporalio/workflow';
import { CHECK_NOW_SIGNAL, PAUSE_SIGNAL, PROGRESS_QUERY, RESUME_SIGNAL } from '../contract/names.js';
import type { ProjectProgress } from '../contract/project-result.js';
import type { SweepProgress } from '../contract/sweep-result.js';
import type { TeardownProgress } from '../contract/progress.js';

export const progressQuery = defineQuery<TeardownProgress>(PROGRESS_QUERY);
export const projectProgressQuery = defineQuery<ProjectProgress>(PROGRESS_QUERY);
export const sweepProgressQuery = defineQuery<SweepProgress>(PROGRESS_QUERY);
export const checkNowSignal = defineSignal(CHECK_NOW_SIGNAL);
export const pauseSignal = defineSignal<[unknown?]>(PAUSE_SIGNAL);
export const resumeSignal = defineSignal<[unknown?]>(RESUME_SIGNAL);

/** What the Web UI shows beside each message. */
export const DESCRIPTIONS = {
  progress: 'Where the teardown stands: phase, status, what it waits for, and what was done so far.',
  checkNow: 'Skip the current wait and look at the model now. Takes no input.',
  pause:
    'Stop and delete nothing until resumed. Waits and their limits go on. Takes {"by": "you"} or no input.',
  resume: 'Go on after a pause. Takes {"by": "you"} or no input.',
  decisions: {
    approve:
      'Allow the model to be stopped and deleted. Takes {"by": "you", "note": "why"}; the note may be left out.',
    reject: 'Refuse it: nothing is stopped or deleted, and the run ends. Takes {"by": "you", "note": "why"}.',
    restore:
      'Start the stopped model again, as it ran before, and delete nothing. Takes {"by": "you", "note": "why"}.',
    postpone: 'Make the grace period longer. Takes {"by": "you", "for": "7d", "note": "why"}.',
    deleteNow: 'End the grace period now. Takes {"by": "you", "note": "why"}.',
  },
  approvals: {
    approve: 'Allow everything that was selected to be deleted. Takes {"by": "you", "note": "why"}.',
    reject: 'Refuse it: nothing is stopped or deleted, and the run ends. Takes {"by": "you", "note": "why"}.',
  },
} as const;
