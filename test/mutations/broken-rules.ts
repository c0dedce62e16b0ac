import { BROKEN_ACTIVITIES } from './broken-activities.js';
import { BROKEN_AFTER_CHANGES } from './broken-after-changes.js';
import { BROKEN_MODELS } from './broken-models.js';
import { BROKEN_PARENTS } from './broken-parents.js';

export const MUTATIONS = [...BROKEN_MODELS, ...BROKEN_AFTER_CHANGES, ...BROKEN_PARENTS, ...BROKEN_ACTIVITIES];
