import type { ListedModel } from '../contract/activities.js';
import { parseProjectVersionArn, type ProjectVersionArn } from '../contract/arn.js';
import { durationMs } from '../contract/duration.js';
import type { Tags } from '../contract/model.js';
import { matchesAny } from '../contract/name-pattern.js';
import type { ProjectDescription } from '../contract/project.js';
import { AT_REST, type SweepRequest } from '../contract/sweep-request.js';
import { carries, carrierOf } from './tags.js';

/** Of a project, as far as the rules look at it. */
export type SweptProject = Pick<ProjectDescription, 'projectArn' | 'feature'>;

/** Whether the rules look at the models of a project at all. */
export function isLookedAt({ projectArn, feature }: SweptProject, rules: SweepRequest): boolean {
  const name = projectArn.split('/')[1] ?? '';
  if (rules.feature !== undefined && rules.feature !== feature) return false;
  if (rules.neverStarted && feature !== 'CUSTOM_LABELS') return false;
  return rules.projects === undefined || matchesAny(rules.projects, name);
}

export interface Circumstances {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The models of which a teardown runs already: they are as good as gone. */
  readonly inProgress: ReadonlySet<ProjectVersionArn>;
}

export type Selected<Model = ListedModel> = Model & {
  readonly state: 'selected' | 'keptNewest' | 'keptBest' | 'inProgress';
};

/**
 * The models of a project that the rules select, and those that they would select if nothing kept them. All rules have
 * to hold; tags are looked at after this, since they cost a call each.
 *
 * @param models all of the project's, since the newest and best are counted among all
 */
export function selectModels(
  models: readonly ListedModel[],
  rules: SweepRequest,
  { now, inProgress }: Circumstances,
): Selected[] {
  const usable = models.filter(
    ({ status, projectVersionArn }) => USABLE.includes(status) && !inProgress.has(projectVersionArn),
  );
  const newest = newestOf(usable, rules.keepNewest);
  const best = bestOf(usable, rules.keepBest);
  const stateOf = ({ projectVersionArn }: ListedModel) => {
    if (inProgress.has(projectVersionArn)) return 'inProgress';
    if (newest.has(projectVersionArn)) return 'keptNewest';
    return best.has(projectVersionArn) ? 'keptBest' : 'selected';
  };
  return models
    .filter((model) => matches(model, rules, now))
    .map((model) => ({ ...model, state: stateOf(model) }));
}

// AWS lists a model that was started once as RUNNING, STOPPED or FAILED ever after.
export const NEVER_STARTED: readonly string[] = ['TRAINING_COMPLETED', 'COPYING_COMPLETED'];

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
 * What becomes of a model that the other rules select, now that its tags are known. Undefined for one that is no longer
 * there or whose project's tags can't be read, or that does not carry the tags that the rules ask for.
 */
export function stateByTags(
  { tags: wanted = [], protectTag }: SweepRequest,
  model: Tags | undefined,
  project: Tags | undefined,
): 'selected' | 'protected' | undefined {
  if (model === undefined || project === undefined || !wanted.every((tag) => carries(model, tag)))
    return undefined;
  return carrierOf(protectTag, { model, project }) ? 'protected' : 'selected';
}
