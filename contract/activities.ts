import type { ProjectArn, ProjectVersionArn } from './arn.js';
import type { ChildEnd, ChildToJoin, EarlierParent } from './child-end.js';
import type { AnyEvent } from './event.js';
import type { Sighting, Tags, Traffic, Transition } from './model/description.js';
import type { TeardownRecord } from './model/record.js';
import type { ProjectDescription, ProjectSighting } from './project/description.js';

/** A model and its project, in which AWS listed the model. */
export interface LocatedModel {
  readonly projectVersionArn: ProjectVersionArn;
  readonly projectArn: ProjectArn;
}

/** What to describe, besides the model itself. */
export interface LookOptions {
  /** Whether to read the tags of the model and of its project too. Those of a model in deletion are not read. */
  readonly tags: boolean;
}

/** Whether a worker sends events, and how long before the end of a time limit it reminds of it. */
export type Receiver = 'none' | { readonly remindBeforeMs: number };

/** What a worker knows of the namespace and of its own settings. The workflow can read neither. */
export interface WorkerFacts {
  /** Whether the namespace has the search attributes of runs. */
  readonly searchable: boolean;
  readonly receiver: Receiver;
}

/** The look that a change rests on. */
export interface Basis {
  /** When the description had been read, and of a model the tags, in epoch milliseconds of the worker's clock. */
  readonly readAt: number;
}

/** When a poll has asked AWS. The workflow may handle what it has found much later. */
export interface Asked {
  /** The time of the Temporal server before which AWS was not asked, in epoch milliseconds. */
  readonly askedAt: number;
}

/** What a look at a model has shown. */
export type Look = Sighting &
  WorkerFacts &
  Basis &
  Partial<Asked> & {
    /** Omitted if the worker keeps no records. */
    readonly records?: RecordKeeping;
  };

/**
 * How the worker keeps records of deletions. `required`: a run does not end as `deleted` before S3 has accepted its record.
 * `optional`: it ends without a record if S3 does not accept it for some minutes.
 */
export type RecordKeeping = 'required' | 'optional';

/** A record to be written. */
export interface RecordToWrite {
  readonly record: TeardownRecord;
  /** Whether to fail for good after a few attempts, because the run was cancelled. */
  readonly isLast: boolean;
}

export interface ModelQuery {
  readonly projectVersionArn: ProjectVersionArn;
  /** As the caller gave it: verified before use. */
  readonly projectArn?: ProjectArn | undefined;
}

export interface Wait extends LocatedModel, LookOptions {
  /** `reclaimed`: somebody starts a model that is kept stopped. */
  readonly waitingFor: Transition | 'reclaimed';
  /** The status last seen. The wait ends when AWS reports a different one. */
  readonly status: string;
  /** The status before our own call changed it. Reads may lag behind the call, so this status is ignored for a while. */
  readonly statusBefore?: string | undefined;
  /** When AWS created the model. The poll interval of a training depends on how long the model has trained. */
  readonly createdAt?: string | undefined;
}

/** How long reads may return the status from before a change that AWS has accepted, in milliseconds. */
export const READ_LAG_MS = 60_000;

/** How old a description may become before Stop or Delete rests on it, while something else is read, in milliseconds. */
export const STALE_MS = 60_000;

/**
 * How old a look may become before the change that rests on it is sent, in milliseconds. A call may be due for longer: in a
 * long line of calls, while AWS throttles it, while no worker runs, or after a reset. Meanwhile, people protect and
 * start models. Longer than the minute for which denials are retried.
 */
export const BASIS_GOOD_FOR_MS = 120_000;

/** Returns whether a status may be a late read from before our own call. */
export function mayBeLate(seen: string, statusBefore: string | undefined, waitedMs: number): boolean {
  return seen === statusBefore && waitedMs < READ_LAG_MS;
}

/** The details of an activity's failure. */
export interface FailureDetails {
  /** Whether one of its attempts may have been carried out nevertheless. */
  readonly repeated?: boolean;
  /** The IAM action of the call that failed. */
  readonly action?: string;
}

/** Type of the benign failure of a poll that found no change. */
export const NOT_YET = 'NotYet';

/**
 * AWS's answer to a call that changes a model. A rejection does not reveal the status: describe the model again. `tooOld`:
 * the call was not sent, because the look that it rests on was too old. `denied`: AWS has denied it until then.
 */
export type Answer =
  | { readonly accepted: true; readonly status: string }
  | {
      readonly accepted: false;
      readonly because: 'inUse' | 'notFound' | 'invalid' | 'limit' | 'tooOld' | 'denied';
      readonly message: string;
      /** Whether an earlier attempt failed that may have been carried out nevertheless. */
      readonly repeated?: boolean;
    };

/** Starts a model with its earlier inference units. */
export interface Start extends LocatedModel {
  readonly minInferenceUnits: number;
  readonly maxInferenceUnits?: number | undefined;
}

/** A project by its ARN, or by its name in an account and Region. */
export type ProjectQuery =
  | { readonly projectArn: ProjectArn }
  | { readonly projectName: string; readonly accountId: string; readonly region: string };

/** A model of a project, as listed. */
export interface ListedModel {
  readonly projectVersionArn: ProjectVersionArn;
  readonly status: string;
  /** ISO 8601 UTC. */
  readonly createdAt?: string;
  readonly evaluationF1?: number;
}

/** A project, as far as a sweep needs to know it. */
export type ListedProject = Pick<ProjectDescription, 'projectArn' | 'feature'>;

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Which running teardowns to list: all of a place, or only those that a parent has started. */
export interface TeardownSearch extends Place, Partial<EarlierParent> {
  /** Whether to return the `shortDigest` of each ARN, so that tens of thousands fit in a result. Earlier versions return ARNs. */
  readonly digests?: boolean;
}

/** The project as last seen. The wait ends when AWS reports a change of it or of one of its datasets. */
export interface ProjectWait {
  readonly project: ProjectDescription;
}

/** Activities that change something at AWS. Workflows call them through one proxy, which handles cancellation. */
export interface ChangeActivities {
  startModel(start: Start): Promise<Answer>;
  stopModel(model: LocatedModel, basis: Partial<Basis>): Promise<Answer>;
  deleteModel(model: LocatedModel, basis: Partial<Basis>): Promise<Answer>;
  deleteDataset(datasetArn: string, basis: Partial<Basis>): Promise<Answer>;
  deleteProject(projectArn: ProjectArn, basis: Partial<Basis>): Promise<Answer>;
  /** Writes the record of a deletion to S3, once. Returns its location, `s3://bucket/key`. */
  writeRecord(record: RecordToWrite): Promise<string>;
}

/** Activities of project teardowns, besides those of the model teardowns that they start. */
export interface ProjectActivities {
  findProject(query: ProjectQuery): Promise<ProjectSighting & WorkerFacts & Basis>;
  listModels(projectArn: ProjectArn): Promise<readonly ListedModel[]>;
  /** Returns undefined if AWS does not find the project: describe it again. */
  readProjectTags(projectArn: ProjectArn): Promise<Tags | undefined>;
  /** Polls by Temporal's activity retry until something has changed. */
  waitForProjectChange(wait: ProjectWait): Promise<ProjectSighting>;
}

/** Further activities of sweeps and project teardowns. */
export interface SweepActivities {
  /** Lists the projects of an account and Region that the worker is allowed to change. */
  listProjects(place: Place): Promise<WorkerFacts & { readonly projects: readonly ListedProject[] }>;
  /** Returns tags by ARN, without models that are gone. */
  readModelTags(arns: readonly ProjectVersionArn[]): Promise<Readonly<Record<string, Tags>>>;
  /**
   * Waits by Temporal's activity retry until a teardown that this parent started has ended. Returns undefined if somebody
   * else started it.
   */
  joinTeardown(child: ChildToJoin): Promise<ChildEnd | { readonly state: 'running' } | undefined>;
  /** Lists the models whose teardown is already running. Returns ARNs, unless it is asked for digests. */
  findTeardowns(search: TeardownSearch): Promise<readonly string[]>;
  /** Returns the workflow ID of the project teardown that is running and that this workflow has started, if there is one. */
  findProjectTeardown(parent: EarlierParent): Promise<string | undefined>;
}

/** Activities of model teardowns. The names are the activity types in the history and the Web UI. */
export interface ModelActivities {
  /** Finds the project of a model, and describes the model. */
  findModel(query: ModelQuery & LookOptions): Promise<Look>;
  /** Describes a model whose project is known. */
  describeModel(model: LocatedModel & LookOptions): Promise<Look>;
  /** Polls by Temporal's activity retry until the status has changed. */
  waitForChange(wait: Wait): Promise<Look>;
  /** Reads from CloudWatch how a model is used. */
  readTraffic(model: LocatedModel): Promise<Traffic>;
  /** Sends an event to other systems. Does nothing without a receiver. */
  notify(event: AnyEvent): Promise<void>;
}
