import type { BusEvent } from './event-buses.js';
import type { Buckets } from './s3.js';
import { after, statusAt, type Timeline } from './timeline.js';

export type VersionStatus =
  | 'TRAINING_IN_PROGRESS'
  | 'TRAINING_COMPLETED'
  | 'TRAINING_FAILED'
  | 'STARTING'
  | 'RUNNING'
  | 'FAILED'
  | 'STOPPING'
  | 'STOPPED'
  | 'DELETING'
  | 'COPYING_IN_PROGRESS'
  | 'COPYING_COMPLETED'
  | 'COPYING_FAILED'
  | 'DEPRECATED'
  | 'EXPIRED';
export type ProjectStatus = 'CREATING' | 'CREATED' | 'DELETING';
export type DatasetStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'DELETE_IN_PROGRESS';
export type FeatureName = 'CUSTOM_LABELS' | 'CONTENT_MODERATION';
/** After the last status there is nothing left to describe. Statuses that AWS may add one day are strings too. */
type Lasting<Status> = Status | 'GONE' | (string & {});

export interface Resource<Status extends string> {
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  timeline: Timeline<Lasting<Status>>;
  tags: Readonly<Record<string, string>>;
}

export interface Project extends Resource<ProjectStatus> {
  readonly name: string;
  readonly region: string;
  readonly feature: FeatureName;
  policies: readonly Policy[];
}

export interface Version extends Resource<VersionStatus> {
  readonly name: string;
  readonly projectArn: string;
  readonly feature: FeatureName;
  minInferenceUnits?: number | undefined;
  maxInferenceUnits?: number | undefined;
  /** Statuses that it does not leave by itself. */
  readonly holds?: readonly string[];
  /** Any other field of ProjectVersionDescription, as it goes over the wire. */
  readonly described: Readonly<Record<string, unknown>>;
}

export interface Dataset extends Resource<DatasetStatus> {
  readonly projectArn: string;
  readonly type: 'train' | 'test';
}

export interface Policy {
  readonly name: string;
  readonly revisionId: string;
  readonly document: string;
  readonly createdAt: number;
}

/** DetectCustomLabels calls that were answered. */
export interface Detections {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly region: string;
  readonly count: number;
}

/** How long AWS takes for each change, in milliseconds. */
export interface Durations {
  readonly training: number;
  readonly copying: number;
  readonly starting: number;
  readonly stopping: number;
  readonly deleting: number;
}

export const DURATIONS: Durations = {
  training: 3_600_000,
  copying: 300_000,
  starting: 600_000,
  stopping: 120_000,
  deleting: 10_000,
};

/** Everything that one account holds, in all Regions. */
export class Store {
  readonly accountId: string;
  readonly durations: Durations;
  readonly projects = new Map<string, Project>();
  readonly versions = new Map<string, Version>();
  readonly datasets = new Map<string, Dataset>();
  readonly detections: Detections[] = [];
  readonly buckets: Buckets = new Map();
  /** The events that each bus was sent, by Region and name. */
  readonly eventBuses = new Map<string, BusEvent[]>();

  constructor(accountId: string, durations: Durations) {
    this.accountId = accountId;
    this.durations = durations;
  }

  /** The resource with this ARN that exists at that time. */
  project(arn: string, at: number): Project | undefined {
    return existing(this.projects.get(arn), at);
  }

  version(arn: string, at: number): Version | undefined {
    return existing(this.versions.get(arn), at);
  }

  dataset(arn: string, at: number): Dataset | undefined {
    return existing(this.datasets.get(arn), at);
  }

  versionsOf(projectArn: string, at: number): Version[] {
    return [...this.versions.values()].filter((it) => it.projectArn === projectArn && isThere(it, at));
  }

  datasetsOf(projectArn: string, at: number): Dataset[] {
    return [...this.datasets.values()].filter((it) => it.projectArn === projectArn && isThere(it, at));
  }

  /** What AWS brings about by itself once a version has this status. */
  natural(status: Lasting<VersionStatus>, at: number): Timeline<Lasting<VersionStatus>> {
    const { training, copying, starting, stopping, deleting } = this.durations;
    switch (status) {
      case 'TRAINING_IN_PROGRESS':
        return [{ at: at + training, status: 'TRAINING_COMPLETED' }];
      case 'COPYING_IN_PROGRESS':
        return [{ at: at + copying, status: 'COPYING_COMPLETED' }];
      case 'STARTING':
        return [{ at: at + starting, status: 'RUNNING' }];
      case 'STOPPING':
        return [{ at: at + stopping, status: 'STOPPED' }];
      case 'DELETING':
        return [{ at: at + deleting, status: 'GONE' }];
      default:
        return [];
    }
  }

  /** Gives a version a status, and what naturally follows from it. */
  set(version: Version, status: Lasting<VersionStatus>, at: number): void {
    const next = version.holds?.includes(status) ? [] : this.natural(status, at);
    version.timeline = after(version.timeline, at, { at, status }, ...next);
  }
}

function existing<T extends Resource<string>>(resource: T | undefined, at: number): T | undefined {
  return resource && isThere(resource, at) ? resource : undefined;
}

function isThere(resource: Resource<string>, at: number): boolean {
  const status = statusAt(resource.timeline, at);
  return status !== undefined && status !== 'GONE';
}
