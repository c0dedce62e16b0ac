import { STALE_MS, type Basis } from '../../contract/activities.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import type { Sighting, Tags } from '../../contract/model/description.js';
import type { AwsAccess } from '../aws/access.js';
import { vanished } from '../aws/errors.js';
import { readTagsOf } from '../aws/read-tags.js';
import { resuming } from '../aws/resuming.js';
import { readProjectTags } from '../project/read-tags.js';
import { describeModel } from './describe-model.js';
import { findModel } from './find-model.js';
import type { ProjectLookup } from './project-lookup.js';

type Seen = Sighting & Partial<Basis>;

/**
 * Adds the tags to what was seen, unless the model is in deletion. The line of calls may be long, so whatever is no longer
 * fresh when the model's own tags come is read again, before the calls of others: description and project are shared by
 * all models of a project. Waiting again at the end of the line, many models would never have all three at a time.
 *
 * @param seen a sighting, with `readAt` if it was not read just now
 * @param clock returns epoch milliseconds
 * @throws ApplicationFailure, retryable, if AWS does not find the tags: the model may be gone by now
 */
export async function withTags(aws: AwsAccess, seen: Seen, clock = () => Date.now()): Promise<Seen> {
  const answeredNow = <T>(value: T) => ({ value, at: clock() });
  const isFresh = ({ at }: { readonly at: number }) => Math.abs(clock() - at) <= STALE_MS;
  let described = { value: seen, at: seen.readAt ?? clock() };
  if (!hasTags(described.value)) return seen;
  const { projectVersionArn, projectArn } = described.value.model;
  const located = { projectVersionArn, projectArn };
  const readModel = async (first: boolean) =>
    answeredNow(await readTagsOf(aws, projectVersionArn, () => describeModel(aws, located), { first }));
  const readProject = async (first: boolean) =>
    answeredNow(await readProjectTags(aws, projectArn, { first }));
  let [model, project] = await Promise.all([readModel(false), readProject(false)]);
  for (;;) {
    if (model.value === undefined || project.value === undefined) throw vanished(projectVersionArn);
    if (isFresh(described) && isFresh(model) && isFresh(project)) {
      return { ...described.value, tags: { model: model.value, project: project.value } };
    }
    if (!isFresh(model)) model = await readModel(true);
    if (!isFresh(project)) project = await readProject(true);
    if (isFresh(described)) continue;
    const again = await describeModel(aws, located, { first: true });
    const readAt = clock();
    described = { value: again.found ? { ...seen, ...again, readAt } : { ...again, readAt }, at: readAt };
    if (!hasTags(described.value)) return described.value;
  }
}

function hasTags(seen: Seen): seen is Extract<Seen, { readonly found: true }> {
  return seen.found && seen.model.status !== 'DELETING';
}

/** Reads the tags of many models, by ARN, without models that are gone. The quota may make this slow. */
export function readModelTags(
  aws: AwsAccess,
  lookup: ProjectLookup,
  arns: readonly ProjectVersionArn[],
): Promise<Record<string, Tags>> {
  const read = async (tags: Map<string, Tags | undefined>, arn: ProjectVersionArn) => {
    if (tags.has(arn)) return;
    const look = () => findModel(aws, lookup, { projectVersionArn: arn });
    tags.set(arn, await readTagsOf(aws, arn, look));
  };
  return resuming(
    'tags',
    () => new Map<string, Tags | undefined>(),
    async (tags) => {
      const outcomes = await Promise.allSettled(arns.map((arn) => read(tags, arn)));
      const failed = outcomes.find((it) => it.status === 'rejected');
      if (failed) throw failed.reason;
      return Object.fromEntries([...tags].flatMap(([arn, its]) => (its ? [[arn, its]] : [])));
    },
  );
}
