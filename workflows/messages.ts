import { defineQuery, defineSignal } from '@temporalio/workflow';
import { CHECK_NOW_SIGNAL, PAUSE_SIGNAL, PROGRESS_QUERY, RESUME_SIGNAL } from '../contract/names.js';
import type { ProjectProgress } from '../contract/project-result.js';
import type { SweepProgress } from '../contract/sweep-result.js';
import type { TeardownProgress } from '../contract/progress.js';

export const progressQuery = defineQuery<TeardownProgress>(PROGRESS_QUERY);
export const projectProgressQuery = defineQuery<ProjectProgress>(PROGRESS_QUERY);
export const sweepProgressQuery = defineQuery<SweepProgress>(PROGRESS_QUERY);
export const PROGRESS_DESCRIPTION =
  'Where the teardown stands: phase, status, what it waits for, and what was done so far.';

export const checkNowSignal = defineSignal(CHECK_NOW_SIGNAL);
export const CHECK_NOW_DESCRIPTION = 'Skip the current wait and look at the model now. Takes no input.';

export const pauseSignal = defineSignal<[unknown?]>(PAUSE_SIGNAL);
export const resumeSignal = defineSignal<[unknown?]>(RESUME_SIGNAL);
export const PAUSE_DESCRIPTION =
  'Stop and delete nothing until resumed. Waits and their limits go on. Takes {"by": "you"} or no input.';
export const RESUME_DESCRIPTION = 'Go on after a pause. Takes {"by": "you"} or no input.';
