export { sweepModels } from './sweep/sweep-models.js';
export { teardownModel } from './model/teardown-model.js';
export { teardownProject } from './project/teardown-project.js';
