import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { NOT_YET } from '../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import type { DecisionInput } from '../contract/decision.js';
import {
  CHECK_NOW_SIGNAL,
  PAUSE_SIGNAL,
  PROGRESS_QUERY,
  RESUME_SIGNAL,
  type DecisionUpdate,
} from '../contract/names.js';
import type { TeardownProgress } from '../contract/progress.js';
import type { ProjectProgress, ProjectResult } from '../contract/project-result.js';
import type { SweepProgress, SweepResult } from '../contract/sweep-result.js';
import type { TeardownResult } from '../contract/result.js';
import { TeardownError, teardownError } from './teardown-error.js';

const QUERY_LIMIT_MS = 5000;
const UPDATE_LIMIT_MS = 10_000;
const DECIDE_AGAIN_MS = 100;
const RECONNECT_MS = 1000;

// gRPC status codes.
const UNAVAILABLE = 14;
/** What a query ends in while nobody polls the task queue: the first within minutes of the last poll, the second later. */
const [DEADLINE_EXCEEDED, FAILED_PRECONDITION] = [4, 9];

/** The AWS call that a running teardown is at, as Temporal's server sees it. */
export interface PendingCall {
  readonly activity: string;
  /** How many times it was tried, the next time included. */
  readonly attempt: number;
  /** One sentence of the last try: what AWS said, or the status that it still shows. */
  readonly lastTry: string | undefined;
  /** Whether AWS could not or would not answer the last try. */
  readonly inTrouble: boolean;
  /** ISO 8601 UTC. */
  readonly nextAttemptAt: string | undefined;
}

/** The teardown of a project. */
export type ProjectTeardownHandle = TeardownHandle<ProjectArn, ProjectProgress, ProjectResult>;

/** A sweep, whose `arn` is its workflow id. */
export type SweepHandle = TeardownHandle<string, SweepProgress, SweepResult>;

/** The teardown of a model, or of what else the type says, that was started by whomever. */
export class TeardownHandle<
  Arn extends string = ProjectVersionArn,
  Progress = TeardownProgress,
  Result = TeardownResult,
> {
  /** What is torn down. */
  readonly arn: Arn;
  readonly workflowId: string;
  /** The run whose result is waited for; undefined: the latest. */
  readonly runId: string | undefined;
  private readonly temporal: Client;

  constructor(temporal: Client, arn: Arn, workflowId: string, runId?: string) {
    this.temporal = temporal;
    this.arn = arn;
    this.workflowId = workflowId;
    this.runId = runId;
  }

  /**
   * Waits until the teardown has ended, for days where need be, and through outages of the Temporal server.
   *
   * @throws TeardownError
   */
  async result(): Promise<Result> {
    const { workflow } = this.temporal;
    for (;;) {
      try {
        return await this.about((): Promise<Result> => workflow.result(this.workflowId, this.runId));
      } catch (error) {
        if (!failedWith(error, UNAVAILABLE)) throw error;
        await sleep(RECONNECT_MS);
      }
    }
  }

  /**
   * Where it stands. A worker answers: with none at hand this throws what the Temporal client throws.
   *
   * @throws TeardownError `NotFound`
   */
  async progress(): Promise<Progress> {
    return this.about(() => this.latest().query<Progress>(PROGRESS_QUERY));
  }

  /**
   * Where it stands, or undefined where no worker answers within five seconds, or the run can't tell.
   *
   * @throws TeardownError `NotFound`
   */
  async progressIfKnown(): Promise<Progress | undefined> {
    try {
      return await this.temporal.withDeadline(Date.now() + QUERY_LIMIT_MS, () => this.progress());
    } catch (error) {
      if (
        error instanceof QueryNotRegisteredError ||
        failedWith(error, DEADLINE_EXCEEDED, FAILED_PRECONDITION)
      )
        return undefined;
      throw error;
    }
  }

  /**
   * What Temporal's server knows of the latest run; needs no worker.
   *
   * @throws TeardownError `NotFound`
   */
  async describe(): Promise<WorkflowExecutionDescription> {
    return this.about(() => this.latest().describe());
  }

  /** The AWS call that it is at. Needs no worker. */
  async pendingCall(): Promise<PendingCall | undefined> {
    const [pending] = (await this.describe()).raw.pendingActivities ?? [];
    if (!pending) return undefined;
    const failure = pending.lastFailure ?? undefined;
    const at = pending.nextAttemptScheduleTime?.seconds;
    return {
      activity: pending.activityType?.name ?? '',
      attempt: pending.attempt ?? 1,
      lastTry: failure?.message ?? undefined,
      inTrouble: failure !== undefined && failure.applicationFailureInfo?.type !== NOT_YET,
      nextAttemptAt: at ? new Date(Number(at) * 1000).toISOString() : undefined,
    };
  }

  /** Has it skip the current wait and look at the model now. */
  async checkNow(): Promise<void> {
    await this.about(() => this.latest().signal(CHECK_NOW_SIGNAL));
  }

  /**
   * Asks it to end, leaving the model as it is. Once Delete was sent, it first waits until the model is gone.
   *
   * @throws TeardownError `NotFound` where none runs
   */
  async cancel(): Promise<void> {
    // Temporal takes a cancel of a run that has ended without a word.
    await this.checkRuns();
    await this.about(() => this.latest().cancel());
  }

  /**
   * Approves, rejects, restores, postpones or deletes now. Returns what comes of it, in a sentence.
   *
   * @throws TeardownError `NotNow` where that makes no sense, `NotFound` where none runs, `NoAnswer` where no worker
   *   takes the decision within ten seconds
   */
  async decide(decision: DecisionUpdate, input: DecisionInput): Promise<string> {
    await this.checkRuns();
    const limit = Date.now() + UPDATE_LIMIT_MS;
    // The same at every try, so that a decision is taken once.
    const options = { args: [input] as [DecisionInput], updateId: randomUUID() };
    const update = () => this.latest().executeUpdate<string, [DecisionInput]>(decision, options);
    for (;;) {
      try {
        return await this.temporal.withDeadline(limit, () => this.about(update));
      } catch (error) {
        // What the server says of an update that comes in the instant in which the run continues as new, or as its
        // worker dies, is that it was not taken.
        if (!failedWith(error, UNAVAILABLE, FAILED_PRECONDITION) || Date.now() > limit) throw error;
        await sleep(DECIDE_AGAIN_MS);
      }
    }
  }

  /** Has it stop and delete nothing until it is resumed. */
  async pause(said: Partial<DecisionInput> = {}): Promise<void> {
    await this.checkRuns();
    await this.about(() => this.latest().signal(PAUSE_SIGNAL, said));
  }

  async resume(said: Partial<DecisionInput> = {}): Promise<void> {
    await this.checkRuns();
    await this.about(() => this.latest().signal(RESUME_SIGNAL, said));
  }

  private async checkRuns(): Promise<void> {
    const { status } = await this.describe();
    if (status.name === 'RUNNING') return;
    throw new TeardownError(
      'NotFound',
      `No teardown of ${this.arn} runs: the latest one has ended (${status.name}).`,
    );
  }

  private latest() {
    return this.temporal.workflow.getHandle(this.workflowId);
  }

  private async about<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw teardownError(error, this.arn);
    }
  }
}

function failedWith(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof ServiceError && isGrpcServiceError(error.cause) && codes.includes(error.cause.code);
}
