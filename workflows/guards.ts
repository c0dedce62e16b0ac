import type { ModelDescription, Sighting } from '../contract/model.js';
import { look, readTags, readTraffic } from './aws-calls.js';
import { backOff } from './changes.js';
import { failure } from './failures.js';
import { protectionReason, servingReason } from './refusals.js';
import { carrierOf } from './tags.js';
import type { TeardownState } from './teardown-state.js';
import { serves, trafficMatters } from './traffic.js';

/**
 * Reads the tags that protect a model, and the traffic that may. What was decided meanwhile goes first: a teardown
 * that is called off by now must not end as refused, with its model stopped.
 *
 * @throws ApplicationFailure `ModelProtected`, or `ModelRunning` for a model that serves
 */
export async function checkGuards(state: TeardownState, model: ModelDescription): Promise<Sighting> {
  const { control, request } = state;
  const tags = await readTags(model);
  if (tags === undefined) {
    const message = 'ListTagsForResource does not find the model';
    return backOff(state, state.saw('look', await look(state)), model, { message });
  }
  control.guards = 'fresh';
  if (state.model) state.model = { ...state.model, tags: tags.model };
  const carrier = carrierOf(request.protectTag, tags);
  if (carrier && !calledOff(state)) {
    throw failure('ModelProtected', protectionReason(carrier, request.protectTag, model));
  }
  if (trafficMatters(model, request, control.approval)) await checkTraffic(state, model);
  return { found: true, model };
}

async function checkTraffic(state: TeardownState, model: ModelDescription): Promise<void> {
  const { control, request } = state;
  const traffic = await readTraffic(model);
  if (state.model) state.model = { ...state.model, traffic };
  if (!serves(traffic) || calledOff(state)) return;
  if (request.ifServing === 'fail') throw failure('ModelRunning', servingReason(traffic, model));
  if (control.approval === 'notNeeded') control.approval = 'awaited';
}

function calledOff({ control }: TeardownState): boolean {
  return control.restore !== 'none' || control.approval === 'refused';
}
