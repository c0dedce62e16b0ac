import { randomInt } from 'node:crypto';
import { keyOf, type BusEvent } from './event-buses.js';
import type { Dataset, DatasetStatus, FeatureName, Store, Version, VersionStatus } from './store.js';
import { after, statusAt, type Timeline } from './timeline.js';

export interface ProjectSeed {
  readonly name: string;
  readonly region?: string;
  /** Default: the account that the emulator was started with. */
  readonly accountId?: string;
  readonly feature?: FeatureName;
  /** Epoch milliseconds; default: now. */
  readonly createdAt?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ModelSeed {
  readonly projectArn: string;
  readonly name: string;
  /** Default: TRAINING_COMPLETED. May be one that the API does not have yet. */
  readonly status?: VersionStatus | (string & {});
  /** Epoch milliseconds; default: now. Training and copying take their time from here on. */
  readonly createdAt?: number;
  /** Instead of what naturally follows, in milliseconds from `createdAt`. */
  readonly becomes?: readonly { readonly afterMs: number; readonly status: string }[];
  /** Statuses that it leaves only by `setStatus`, whenever it comes to them. */
  readonly holds?: readonly string[];
  readonly minInferenceUnits?: number;
  readonly maxInferenceUnits?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Any other field of ProjectVersionDescription, as it goes over the wire. */
  readonly described?: Readonly<Record<string, unknown>>;
}

export interface DatasetSeed {
  readonly projectArn: string;
  readonly type: 'train' | 'test';
  readonly status?: DatasetStatus | (string & {});
  /** What it becomes, in milliseconds from now. */
  readonly becomes?: readonly { readonly afterMs: number; readonly status: string }[];
}

/** What people and other programs do to an account behind the back of the API's caller. Each returns an ARN. */
export interface Seeds {
  addProject(seed: ProjectSeed): Promise<string>;
  addModel(seed: ModelSeed): Promise<string>;
  addDataset(seed: DatasetSeed): Promise<string>;
  addPolicy(projectArn: string, name: string): Promise<void>;
  /** Removes a project and all that it holds, at once. */
  removeProject(projectArn: string): Promise<void>;
  projectExists(projectArn: string): Promise<boolean>;
  /** Undefined where there is no such model. */
  projectOf(modelArn: string): Promise<string | undefined>;
  statusOf(modelArn: string): Promise<string | undefined>;
  /** All that its status was, and is to be; empty if there never was such a model. */
  timelineOf(modelArn: string): Timeline<string>;
  /** Gives a model a status, and what naturally follows from it. */
  setStatus(modelArn: string, status: VersionStatus | (string & {})): Promise<void>;
  /** Gives a dataset a status, which stays. */
  setDatasetStatus(datasetArn: string, status: DatasetStatus | (string & {})): Promise<void>;
  /** Has applications call DetectCustomLabels, with any model of the Region; default: now, in eu-west-1. */
  addDetections(count: number, seed?: { readonly region?: string; readonly at?: number }): Promise<void>;
  setTags(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Adds an empty bucket of S3; default: in eu-west-1. */
  addBucket(name: string, region?: string): void;
  /** Writes an object, as another program would. */
  putObject(bucket: string, key: string, body: string): void;
  /** The text of each object in a bucket, by its key. */
  objectsIn(bucket: string): Readonly<Record<string, string>>;
  /** Default: in eu-west-1. */
  addEventBus(name: string, region?: string): Promise<void>;
  /** The events that a bus has taken, in order. Empty if there is no such bus. */
  eventsOn(name: string, region?: string): Promise<readonly BusEvent[]>;
}

const LONGEST_BEFORE_MS = 90 * 86_400_000;

export function createSeeds(store: Store, clock: () => number | Promise<number>): Seeds {
  // No two ARNs end alike, even if the clock stands still, nor do those of two emulators that run at the same time.
  const before = randomInt(LONGEST_BEFORE_MS);
  let last = 0;
  const suffix = (now: number) => (last = Math.max(now - before, last + 1));
  const model = (arn: string): Version => required(store.versions.get(arn), arn);
  const projectOf = (arn: string) => required(store.projects.get(arn), arn);

  return {
    async addProject({ name, region = 'eu-west-1', feature = 'CUSTOM_LABELS', tags = {}, ...seed }) {
      const { accountId = store.accountId } = seed;
      const createdAt = seed.createdAt ?? (await clock());
      const arn = `arn:aws:rekognition:${region}:${accountId}:project/${name}/${suffix(createdAt)}`;
      const timeline = [{ at: createdAt, status: 'CREATED' }] as const;
      store.projects.set(arn, { arn, name, region, feature, createdAt, timeline, tags, policies: [] });
      return arn;
    },
    async addModel(seed) {
      const { projectArn, name, status = 'TRAINING_COMPLETED', tags = {}, described = {} } = seed;
      const project = projectOf(projectArn);
      const now = await clock();
      const createdAt = seed.createdAt ?? now;
      const arn = `${base(projectArn)}/version/${name}/${suffix(createdAt)}`;
      store.versions.set(arn, {
        arn,
        name,
        projectArn,
        feature: project.feature,
        createdAt,
        timeline: [{ at: createdAt, status }, ...following(store, seed, status, createdAt)],
        minInferenceUnits: seed.minInferenceUnits,
        maxInferenceUnits: seed.maxInferenceUnits,
        ...(seed.holds && { holds: seed.holds }),
        tags,
        described,
      });
      return arn;
    },
    async addDataset({ projectArn, type, status = 'CREATE_COMPLETE', becomes = [] }) {
      const createdAt = await clock();
      const arn = `${base(projectArn)}/dataset/${type}/${suffix(createdAt)}`;
      const dataset: Dataset = {
        arn,
        projectArn,
        type,
        createdAt,
        timeline: [
          { at: createdAt, status },
          ...becomes.map((next) => ({ at: createdAt + next.afterMs, status: next.status })),
        ],
        tags: {},
      };
      store.datasets.set(arn, dataset);
      return arn;
    },
    async addPolicy(projectArn, name) {
      const project = projectOf(projectArn);
      const createdAt = await clock();
      const policy = {
        name,
        revisionId: suffix(createdAt).toString(16),
        document: '{"Version":"2012-10-17"}',
        createdAt,
      };
      project.policies = [...project.policies, policy];
    },
    async removeProject(projectArn) {
      const at = await clock();
      const gone = [{ at, status: 'GONE' }];
      for (const version of store.versionsOf(projectArn, at)) version.timeline = gone;
      for (const dataset of store.datasetsOf(projectArn, at)) dataset.timeline = gone;
      projectOf(projectArn).timeline = gone;
    },
    async projectExists(arn) {
      return store.project(arn, await clock()) !== undefined;
    },
    async projectOf(arn) {
      return store.version(arn, await clock())?.projectArn;
    },
    async statusOf(arn) {
      const version = store.version(arn, await clock());
      return version && statusAt(version.timeline, await clock());
    },
    timelineOf: (arn) => store.versions.get(arn)?.timeline ?? [],
    async setStatus(arn, status) {
      store.set(model(arn), status, await clock());
    },
    async setDatasetStatus(arn, status) {
      const dataset = required(store.datasets.get(arn), arn);
      const at = await clock();
      dataset.timeline = after(dataset.timeline, at, { at, status });
    },
    async addDetections(count, { region = 'eu-west-1', at } = {}) {
      store.detections.push({ at: at ?? (await clock()), region, count });
    },
    async setTags(arn, tags) {
      const resource = store.versions.get(arn) ?? store.projects.get(arn);
      required(resource, arn).tags = tags;
    },
    addBucket(name, region = 'eu-west-1') {
      store.buckets.set(name, { region, objects: new Map() });
    },
    putObject(bucket, key, body) {
      required(store.buckets.get(bucket), bucket).objects.set(key, body);
    },
    objectsIn: (bucket) => Object.fromEntries(required(store.buckets.get(bucket), bucket).objects),
    addEventBus: (name, region = 'eu-west-1') =>
      Promise.resolve(void store.eventBuses.set(keyOf(region, name), [])),
    eventsOn: (name, region = 'eu-west-1') =>
      Promise.resolve(store.eventBuses.get(keyOf(region, name)) ?? []),
  };
}

function following(store: Store, seed: ModelSeed, status: string, createdAt: number): Timeline<string> {
  return (
    seed.becomes?.map((next) => ({ at: createdAt + next.afterMs, status: next.status })) ??
    (seed.holds?.includes(status) ? [] : store.natural(status, createdAt))
  );
}

/** A project's ARN without its timestamp, which is not part of its versions' and datasets' ARNs. */
function base(projectArn: string): string {
  return projectArn.slice(0, projectArn.lastIndexOf('/'));
}

function required<T>(value: T | undefined, arn: string): T {
  if (value === undefined) throw new Error(`The emulator has no ${arn}`);
  return value;
}
