import type { ModelDescription, Sighting, Tags } from '../contract/model.js';
import type { GuardTags } from '../contract/activities.js';
import { look, readTags } from './aws-calls.js';
import { backOff } from './changes.js';
import { failure } from './failures.js';
import { protectionReason } from './refusals.js';
import type { TeardownState } from './teardown-state.js';

/**
 * Reads the tags that protect a model. What was decided meanwhile goes first: a teardown that is called off by now
 * must not end as refused, with its model stopped.
 *
 * @throws ApplicationFailure `ModelProtected`
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
  if (carrier && control.restore === 'none' && control.approval !== 'refused') {
    throw failure('ModelProtected', protectionReason(carrier, request.protectTag, model));
  }
  return { found: true, model };
}

/** Who carries a tag written as KEY=VALUE. Keys may hold a `=` too, so it is not taken apart. */
export function carrierOf(tag: string, { model, project }: GuardTags): 'model' | 'project' | undefined {
  const carries = (tags: Tags) => Object.entries(tags).some(([key, value]) => `${key}=${value}` === tag);
  if (carries(model)) return 'model';
  return carries(project) ? 'project' : undefined;
}
