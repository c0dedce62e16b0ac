import type { ModelDescription } from '../contract/model.js';
import type { Plan } from '../contract/result.js';
import { readTags } from './aws-calls.js';
import { carrierOf } from './guards.js';
import { planTeardown } from './plan.js';
import type { TeardownState } from './teardown-state.js';

/** The plan of a dry run, which reads what the teardown would read, and changes nothing. */
export async function plan(state: TeardownState, model: ModelDescription): Promise<Plan> {
  const tags = (await readTags(model)) ?? { model: {}, project: {} };
  state.model = { ...model, tags: tags.model };
  return planTeardown(model, state.request, carrierOf(state.request.protectTag, tags));
}
