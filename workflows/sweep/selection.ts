import type { ListedModel } from '../../contract/activities.js';
import { shortDigest } from '../../contract/short-digest.js';
import { parseProjectVersionArn, type ProjectVersionArn } from '../../contract/arn.js';
import { durationMs } from '../../contract/duration.js';
import type { Tags } from '../../contract/model/description.js';
import { matchesAny } from '../../contract/name-pattern.js';
import type { ProjectDescription } from '../../contract/project/description.js';
import { AT_REST, type SweepRequest } from '../../contract/sweep/request.js';
import { taggedWith, carries } from '../shared/tags.js';

/** The part of a project that the rules use. */
export type SweptProject = Pick<ProjectDescription, 'projectArn' | 'feature'>;

/** Returns whether the rules may select models of a project. */
export function isLookedAt({ projectArn, feature }: SweptProject, rules: SweepRequest): boolean {
  const name = projectArn.split('/')[1] ?? '';
  if (rules.feature !== undefined && rules.feature !== feature) return false;
  if (rules.neverStarted && feature !== 'CUSTOM_LABELS') return false;
  return rules.projects === undefined || matchesAny(rules.projects, name);
}

export interface Circumstances {
  /** Epoch milliseconds. */
  readonly now: number;
  /**
   * The models of which a teardown runs already: they are as good as gone. Short digests of their ARNs, or ARNs from workers of
   * earlier versions. A model with the same digest as another one is left too, and kept beside the newest and the best.
   */
  readonly inProgress: ReadonlySet<string>;
}

export type Selected<Model = ListedModel> = Model & {
  readonly state: 'selected' | 'keptNewest' | 'keptBest' | 'inProgress';
};

/**
 * The models of a project that the rules select, and those that they would select if nothing kept them. All rules have
 * to hold. Tags are read after this, since they cost a call for each model.
 *
 * @param models all of the project's, since the newest and best are counted among all
 */
export function selectModels(
  models: readonly ListedModel[],
  rules: SweepRequest,
  { now, inProgress }: Circumstances,
): Selected[] {
  const arns = models.map(({ projectVersionArn }) => projectVersionArn);
  const leaving = new Set(arns.filter((arn) => inProgress.has(arn) || inProgress.has(shortDigest(arn))));
  const usable = models.filter(
    ({ status, projectVersionArn }) => USABLE.includes(status) && !leaving.has(projectVersionArn),
  );
  const newest = newestOf(usable, rules.keepNewest);
  const best = bestOf(usable, rules.keepBest);
  const stateOf = ({ projectVersionArn }: ListedModel) => {
    if (leaving.has(projectVersionArn)) return 'inProgress';
    if (newest.has(projectVersionArn)) return 'keptNewest';
    return best.has(projectVersionArn) ? 'keptBest' : 'selected';
  };
  return models
    .filter((model) => matches(model, rules, now))
    .map((model) => ({ ...model, state: stateOf(model) }));
}

// AWS lists a model that was started once as RUNNING, STOPPED or FAILED ever after.
export const NEVER_STARTED: readonly string[] = ['TRAINING_COMPLETED', 'COPYING_COMPLETED'];

/** The statuses that a model is torn down in, which are those that it was selected in: in another, somebody uses it. */
export function selectedIn({ statuses, neverStarted }: SweepRequest): string[] {
  const selected: readonly string[] = statuses ?? AT_REST;
  return withSuccessors(
    neverStarted ? selected.filter((status) => NEVER_STARTED.includes(status)) : selected,
  );
}

/** The statuses that a model reaches by itself from these: what was selected in one of them is found in one of these. */
function withSuccessors(statuses: readonly string[]): string[] {
  const NATURAL: Readonly<Record<string, readonly string[]>> = {
    TRAINING_IN_PROGRESS: ['TRAINING_COMPLETED', 'TRAINING_FAILED'],
    COPYING_IN_PROGRESS: ['COPYING_COMPLETED', 'COPYING_FAILED'],
    STARTING: ['RUNNING', 'FAILED'],
    STOPPING: ['STOPPED', 'FAILED'],
    TRAINING_COMPLETED: ['DEPRECATED', 'EXPIRED'],
    DEPRECATED: ['EXPIRED'],
  };
  return [...new Set(statuses.flatMap((status) => [status, ...(NATURAL[status] ?? [])]))];
}

function matches(model: ListedModel, rules: SweepRequest, now: number): boolean {
  const { projectVersionArn, status, createdAt } = model;
  const statuses: readonly string[] = rules.statuses ?? AT_REST;
  if (!statuses.includes(status)) return false;
  if (rules.neverStarted && !NEVER_STARTED.includes(status)) return false;
  const name = parseProjectVersionArn(projectVersionArn)?.versionName;
  if (name === undefined || (rules.versions && !matchesAny(rules.versions, name))) return false;
  if (rules.olderThan === undefined) return true;
  return createdAt !== undefined && now - Date.parse(createdAt) >= durationMs(rules.olderThan);
}

// One that failed to train, or has expired, must not take the place of one that somebody could go back to.
const USABLE = [
  'TRAINING_COMPLETED',
  'COPYING_COMPLETED',
  'STARTING',
  'RUNNING',
  'STOPPING',
  'STOPPED',
  'FAILED',
  'DEPRECATED',
];

type Kept = ReadonlySet<ProjectVersionArn>;

function newestOf(models: readonly ListedModel[], count = 0): Kept {
  return arnsOf(models.toSorted(byAge).slice(0, count));
}

function bestOf(models: readonly ListedModel[], count = 0): Kept {
  const scored = models.flatMap(({ evaluationF1, ...model }) =>
    evaluationF1 === undefined ? [] : [{ ...model, evaluationF1 }],
  );
  const byScore = scored.toSorted((a, b) => b.evaluationF1 - a.evaluationF1 || byAge(a, b));
  return arnsOf(byScore.slice(0, count));
}

/** The newest first; one of unknown age is taken for new, so that it is rather kept. */
export function byAge(a: Pick<ListedModel, 'createdAt'>, b: Pick<ListedModel, 'createdAt'>): number {
  const ageOf = ({ createdAt }: Pick<ListedModel, 'createdAt'>) =>
    createdAt === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(createdAt);
  return ageOf(b) - ageOf(a);
}

function arnsOf(models: readonly ListedModel[]): Kept {
  return new Set(models.map(({ projectVersionArn }) => projectVersionArn));
}

/**
 * Returns the state of a model that the other rules select, from its tags. Returns undefined for a model that is no longer
 * there or whose project's tags can't be read, or that does not carry the tags that the rules ask for.
 */
export function stateByTags(
  { tags: wanted = [], protectTag }: SweepRequest,
  model: Tags | undefined,
  project: Tags | undefined,
): 'selected' | 'protected' | undefined {
  if (model === undefined || project === undefined || !wanted.every((tag) => carries(model, tag)))
    return undefined;
  return taggedWith(protectTag, { model, project }) ? 'protected' : 'selected';
}
