import { defineQuery, defineSignal } from '@temporalio/workflow';
import { CHECK_NOW_SIGNAL, PROGRESS_QUERY } from '../contract/names.js';
import type { TeardownProgress } from '../contract/progress.js';

export const progressQuery = defineQuery<TeardownProgress>(PROGRESS_QUERY);
export const PROGRESS_DESCRIPTION =
  'Where the teardown stands: phase, model status, what it waits for, and every step so far.';

export const checkNowSignal = defineSignal(CHECK_NOW_SIGNAL);
export const CHECK_NOW_DESCRIPTION = 'Skip the current wait and look at the model now. Takes no input.';
