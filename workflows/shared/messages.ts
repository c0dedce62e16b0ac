import { defineQuery } from '@temporalio/workflow';
import type { TeardownProgress } from '../../contract/model/progress.js';
import { PROGRESS_QUERY } from '../../contract/names.js';
import type { ProjectProgress } from '../../contract/project/result.js';
import type { SweepProgress } from '../../contract/sweep/result.js';

export const progressQuery = defineQuery<TeardownProgress>(PROGRESS_QUERY);
export const projectProgressQuery = defineQuery<ProjectProgress>(PROGRESS_QUERY);
export const sweepProgressQuery = defineQuery<SweepProgress>(PROGRESS_QUERY);

/** Descriptions that the Web UI shows beside each message. */
export const DESCRIPTIONS = {
  progress:
    'Returns the progress of the teardown: phase, model status, what it is waiting for, and the steps so far.',
  checkNow: 'Skips the current wait and checks the model now. Takes no input.',
  pause:
    'Pauses the teardown: nothing is stopped or deleted until it is resumed. Time limits keep running. Takes {"by": "you"} or no input.',
  resume: 'Resumes a paused teardown. Takes {"by": "you"} or no input.',
  decisions: {
    approve:
      'Allows the teardown to stop and delete the model. Takes {"by": "you", "note": "why"}; the note is optional.',
    reject:
      'Rejects the teardown: nothing is stopped or deleted, and the run ends. Takes {"by": "you", "note": "why"}.',
    restore:
      'Starts the stopped model again with its earlier inference units, and deletes nothing. Takes {"by": "you", "note": "why"}.',
    postpone: 'Extends the grace period. Takes {"by": "you", "for": "7d", "note": "why"}.',
    deleteNow: 'Ends the grace period and deletes the model now. Takes {"by": "you", "note": "why"}.',
  },
  approvals: {
    approve:
      'Allows the teardown to stop and delete everything that it lists. Takes {"by": "you", "note": "why"}.',
    reject:
      'Rejects the teardown: nothing is stopped or deleted, and the run ends. Takes {"by": "you", "note": "why"}.',
  },
} as const;
