import type { GuardTags } from '../contract/activities.js';
import type { Tags } from '../contract/model.js';

/** Whether a tag, written as KEY=VALUE, is among others. Keys may hold a `=` too, so it is not taken apart. */
export function carries(tags: Tags, tag: string): boolean {
  return Object.entries(tags).some(([key, value]) => `${key}=${value}` === tag);
}

/** Who carries a tag. */
export function carrierOf(tag: string, { model, project }: GuardTags): 'model' | 'project' | undefined {
  if (carries(model, tag)) return 'model';
  return carries(project, tag) ? 'project' : undefined;
}
