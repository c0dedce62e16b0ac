import type { GuardTags, Tags } from '../../contract/model/description.js';

/** Returns whether tags include a KEY=VALUE tag. Keys may contain `=` too, so the tag is not split. */
export function carries(tags: Tags, tag: string): boolean {
  return Object.entries(tags).some(([key, value]) => `${key}=${value}` === tag);
}

/** Returns what has a tag: the model, its project, or undefined for neither. */
export function taggedWith(tag: string, { model, project }: GuardTags): 'model' | 'project' | undefined {
  if (carries(model, tag)) return 'model';
  return carries(project, tag) ? 'project' : undefined;
}
