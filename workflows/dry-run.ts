import { given } from '../contract/given.js';
import type { ModelDescription } from '../contract/model.js';
import type { Plan } from '../contract/result.js';
import { readTags, readTraffic } from './aws-calls.js';
import { carrierOf } from './tags.js';
import { planTeardown } from './plan.js';
import type { TeardownState } from './teardown-state.js';
import { trafficMatters } from './traffic.js';

/** The plan of a dry run, which reads what the teardown would read, and changes nothing. */
export async function plan(state: TeardownState, model: ModelDescription): Promise<Plan> {
  const tags = (await readTags(model)) ?? { model: {}, project: {} };
  const { request, control } = state;
  const traffic = trafficMatters(model, request, control.approval) ? await readTraffic(model) : undefined;
  state.model = { ...model, tags: tags.model, ...given({ traffic }) };
  return planTeardown(model, request, { carrier: carrierOf(request.protectTag, tags), traffic });
}
