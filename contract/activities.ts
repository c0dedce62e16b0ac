import type { ProjectArn, ProjectVersionArn } from './arn.js';
import type { TeardownEvent } from './event.js';
import type { ProjectDescription, ProjectSighting } from './project.js';
import type { Sighting, Tags, Traffic, Transition } from './model.js';
import type { Outcome } from './result.js';

/** A model whose project is known because AWS listed the model in it. */
export interface LocatedModel {
  readonly projectVersionArn: ProjectVersionArn;
  readonly projectArn: ProjectArn;
}

export interface ModelQuery {
  readonly projectVersionArn: ProjectVersionArn;
  /** The caller's word for it: checked, never trusted. */
  readonly projectArn?: ProjectArn | undefined;
}

export interface Wait extends LocatedModel {
  /** `reclaimed`: by somebody who starts a model that is kept stopped. */
  readonly waitingFor: Transition | 'reclaimed';
  /** The status last seen. The wait ends with the first look that finds another one. */
  readonly status: string;
  /** The status before our own call changed it. A read may lag behind the call, so this one is passed over for a while. */
  readonly statusBefore?: string | undefined;
  /** When AWS created the model: looks at a training are paced by how long it has trained. */
  readonly createdAt?: string | undefined;
}

/** How long a read may show the status from before a change that AWS has accepted, in milliseconds. */
export const READ_LAG_MS = 60_000;

/** Whether a status may be the one from before our own call, which a read shows late: but not for ever. */
export function mayBeLate(seen: string, statusBefore: string | undefined, waitedMs: number): boolean {
  return seen === statusBefore && waitedMs < READ_LAG_MS;
}

/** Type of the failure of a look that found nothing new: no trouble, only not yet. */
export const NOT_YET = 'NotYet';

/** AWS's answer to a call that changes a model. A refusal says nothing about the status: look again. */
export type Answer =
  | { readonly accepted: true; readonly status: string }
  | {
      readonly accepted: false;
      readonly because: 'inUse' | 'notFound' | 'invalid' | 'limit';
      readonly message: string;
      /** Whether an attempt before this one failed, which may have been carried out all the same. */
      readonly repeated?: boolean;
    };

/** The tags that guard a model: its own and its project's. */
export interface GuardTags {
  readonly model: Tags;
  readonly project: Tags;
}

/** Starts a model as it ran before. */
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

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** The project as last seen. The wait ends with the first look that finds it, or one of its datasets, changed. */
export interface ProjectWait {
  readonly project: ProjectDescription;
}

/** Everything that changes something at AWS. The workflows call these by one proxy, which knows how they are cancelled. */
export interface ChangeActivities {
  startModel(start: Start): Promise<Answer>;
  stopModel(model: LocatedModel): Promise<Answer>;
  deleteModel(model: LocatedModel): Promise<Answer>;
  deleteDataset(datasetArn: string): Promise<Answer>;
  deleteProject(projectArn: ProjectArn): Promise<Answer>;
}

/** What a project's teardown asks of the worker besides what it asks through the teardowns of its models. */
export interface ProjectActivities {
  findProject(query: ProjectQuery): Promise<ProjectSighting>;
  listModels(projectArn: ProjectArn): Promise<readonly ListedModel[]>;
  /** Undefined where AWS says that the project is not there: look again. */
  readProjectTags(projectArn: ProjectArn): Promise<Tags | undefined>;
  /** Looks again and again, by Temporal's own retry, until something has changed. */
  waitForProjectChange(wait: ProjectWait): Promise<ProjectSighting>;
}

/** How the teardown of a model ended, as its parent's row has it. */
export type ChildEnd =
  | { readonly state: Outcome | 'cancelled' }
  | { readonly state: 'failed'; readonly failure: { readonly type: string; readonly message: string } };

/** What a sweep, and a project's teardown, ask of the worker besides. */
export interface SweepActivities {
  /** All projects of an account and Region that the worker may tear models of down. */
  listProjects(place: Place): Promise<readonly ProjectDescription[]>;
  /** By ARN. A model that is gone has none. */
  readModelTags(arns: readonly ProjectVersionArn[]): Promise<Readonly<Record<string, Tags>>>;
  /**
   * Waits until a teardown has ended that this parent has started: by Temporal's own retry. Undefined if somebody else
   * has started it.
   */
  joinTeardown(child: {
    readonly workflowId: string;
    readonly parentId: string;
  }): Promise<ChildEnd | undefined>;
  /** The models of which a teardown runs already. */
  findTeardowns(place: Place): Promise<readonly ProjectVersionArn[]>;
}

/** What the workflows ask of the worker. The names are the activity types that history and the Web UI show. */
export interface ModelActivities {
  /** The first look: finds the project that holds the model, and describes the model. */
  findModel(query: ModelQuery): Promise<Sighting>;
  /** One look at a model whose project is known. */
  describeModel(model: LocatedModel): Promise<Sighting>;
  /** Looks again and again, by Temporal's own retry, until the status is another one. */
  waitForChange(wait: Wait): Promise<Sighting>;
  /** Undefined where AWS says that the model or its project is not there: look again. */
  readTags(model: LocatedModel): Promise<GuardTags | undefined>;
  /** What CloudWatch shows of the use of a model. */
  readTraffic(model: LocatedModel): Promise<Traffic>;
  /** Tells other systems; without a webhook it does nothing. */
  notify(event: TeardownEvent): Promise<void>;
}
