import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  QueryNotRegisteredError,
  QueryRejectedError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { readableClient } from '../codec/readable-client.js';
import { checkKeysOfRun } from '../codec/request-of-run.js';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import type { DecidedBy, DecisionInputOf } from '../contract/model/decision.js';
import {
  CHECK_NOW_SIGNAL,
  PAUSE_SIGNAL,
  PROGRESS_QUERY,
  RESUME_SIGNAL,
  type DecisionUpdate,
} from '../contract/names.js';
import { isOpen } from '../contract/open-runs.js';
import type { TeardownProgress } from '../contract/model/progress.js';
import type { ProjectProgress, ProjectResult } from '../contract/project/result.js';
import type { SweepProgress, SweepResult } from '../contract/sweep/result.js';
import type { TeardownResult } from '../contract/model/result.js';
import { abortable, type CallOptions } from './call-options.js';
import { failedWith } from './grpc-errors.js';
import { successorOf } from './handed-over.js';
import { pendingCallOf, type PendingCall } from './pending-call.js';
import { resultOfRun } from './result-of-run.js';
import { TeardownError, teardownError } from './teardown-error.js';
import { asking } from './temporal-call-error.js';

const QUERY_LIMIT_MS = 5000;
const UPDATE_LIMIT_MS = 10_000;
const DECIDE_AGAIN_MS = 100;

/** What to do if the answer to a signal or a cancellation was lost. */
const ASK_AGAIN = 'ask again, which does no harm';
const IF_DECISION_LOST = 'check the progress, and send it again if it was not';

/** Options of a decision. */
export interface DecideOptions extends CallOptions {
  /** The only run that the decision is about. Default: whichever runs now. */
  readonly runId?: string | undefined;
}

/** A handle to the teardown of a project. */
export type ProjectTeardownHandle = TeardownHandle<ProjectArn, ProjectProgress, ProjectResult>;

/** A handle to a sweep. Its `arn` is its workflow ID. */
export type SweepHandle = TeardownHandle<string, SweepProgress, SweepResult>;

/**
 * A handle to a teardown of a model or a project, or to a sweep, that any caller may have started.
 *
 * @example
 *   const teardown = client.teardownOf(projectVersionArn);
 *   const { phase } = await teardown.progress();
 *   if (phase === 'awaitingApproval') await teardown.decide('approve', { by: 'ana', note: 'v2 is live' });
 */
export class TeardownHandle<
  Arn extends string = ProjectVersionArn,
  Progress = TeardownProgress,
  Result = TeardownResult,
> {
  /** The ARN of the model or project, or the workflow ID of the sweep. */
  readonly arn: Arn;
  readonly workflowId: string;
  /** The run that `result` waits for. Undefined for the latest run. */
  readonly runId: string | undefined;
  private readonly temporal: Client;

  constructor(temporal: Client, arn: Arn, workflowId: string, runId?: string) {
    this.temporal = temporal;
    this.arn = arn;
    this.workflowId = workflowId;
    this.runId = runId;
  }

  /**
   * Waits until the teardown has ended, for days if necessary, through outages of the Temporal server, and through resets
   * of the run.
   *
   * @example
   *   try {
   *     const { outcome } = await teardown.result();
   *   } catch (error) {
   *     if (error instanceof TeardownError && error.type === 'ModelProtected') return;
   *     throw error;
   *   }
   *
   * @throws TeardownError if the teardown failed, was cancelled or terminated, or does not exist
   */
  async result(options: CallOptions = {}): Promise<Result> {
    return abortable(this.temporal, options, () =>
      this.about('return the result of', () => resultOfRun<Result>(this.temporal, this)),
    );
  }

  /**
   * Queries the progress. Needs a worker: without one, this throws a `TemporalCallError`.
   *
   * @example
   *   const { phase, modelStatus, waitingFor } = await teardown.progress();
   *
   * @throws TeardownError `NotFound`
   */
  async progress(): Promise<Progress> {
    return this.about('return the progress of', () => this.latest().query<Progress>(PROGRESS_QUERY));
  }

  /**
   * Queries the progress. Returns undefined if no worker answers within five seconds, if the run has no such query,
   * or if Temporal has paused it.
   *
   * @throws TeardownError `NotFound`
   */
  async progressIfKnown(): Promise<Progress | undefined> {
    try {
      return await this.temporal.withDeadline(Date.now() + QUERY_LIMIT_MS, () => this.progress());
    } catch (error) {
      if (
        error instanceof QueryNotRegisteredError ||
        // The server asks no worker about a run that it has paused.
        error instanceof QueryRejectedError ||
        // While no worker polls the task queue: the first for some minutes after the last poll, then the second.
        failedWith(error, 'DEADLINE_EXCEEDED', 'FAILED_PRECONDITION')
      )
        return undefined;
      throw error;
    }
  }

  /**
   * Describes the latest run. Needs no worker. Values of the memo that this client has no keys for are undefined.
   *
   * @throws TeardownError `NotFound`
   */
  async describe(): Promise<WorkflowExecutionDescription> {
    return this.describeRun();
  }

  private async describeRun(runId?: string): Promise<WorkflowExecutionDescription> {
    const { workflow } = readableClient(this.temporal);
    return this.about('describe', () => workflow.getHandle(this.workflowId, runId).describe());
  }

  /** Returns the pending AWS call, if there is one. Needs no worker. */
  async pendingCall(): Promise<PendingCall | undefined> {
    return pendingCallOf(this.temporal, await this.describe());
  }

  /** Skips the current wait, so that the workflow checks the model now. */
  async checkNow(): Promise<void> {
    await this.tell('check now for', () => this.latest().signal(CHECK_NOW_SIGNAL), ASK_AGAIN);
  }

  /**
   * Requests cancellation, which leaves the model as it is. If DeleteProjectVersion was already sent, the teardown first
   * waits until the model is gone. Teardowns that a sweep has started with a grace period continue.
   *
   * @throws TeardownError `NotFound` if no teardown is running
   */
  async cancel(): Promise<void> {
    // Temporal silently accepts cancellation requests for closed runs.
    await this.checkRuns();
    await this.about('cancel', () => this.latest().cancel(), ASK_AGAIN);
  }

  /**
   * Sends a decision: `approve`, `reject`, `restore`, `postpone` or `deleteNow`. Returns its effect in one sentence. If this
   * run has handed over, as that of a project that was given by name, the decision goes to the run that does the work.
   *
   * @example
   *   await teardown.decide('postpone', { by: 'ana', for: '7d', note: 'audit until Friday' });
   *
   * @throws TeardownError `NotNow` if the decision does not apply at this point, `NotFound` if no teardown is running,
   *   `NoAnswer` if no worker handles the decision within ten seconds
   */
  async decide<Update extends DecisionUpdate>(
    decision: Update,
    input: DecisionInputOf<Update>,
    { runId, ...options }: DecideOptions = {},
  ): Promise<string> {
    return abortable(this.temporal, options, async () => {
      try {
        return await this.sendDecision(decision, input, runId);
      } catch (error) {
        const isRefused = error instanceof TeardownError && error.type === 'NotNow';
        // A decision about one run is not about another.
        const next = isRefused && runId === undefined ? await this.successor() : undefined;
        if (next === undefined) throw error;
        return next.handle.sendDecision(decision, input, next.runId);
      }
    });
  }

  /** Returns the run to which the latest run has handed over, if that can be found out. */
  private async successor() {
    const { temporal, arn, workflowId } = this;
    try {
      const next = await successorOf(temporal, workflowId, await this.progressIfKnown());
      return (
        next && { runId: next.runId, handle: new TeardownHandle<string>(temporal, arn, next.workflowId) }
      );
    } catch {
      return undefined;
    }
  }

  private async sendDecision(
    decision: DecisionUpdate,
    input: DecidedBy,
    runId: string | undefined,
  ): Promise<string> {
    await this.checkTakes(runId);
    const limit = Date.now() + UPDATE_LIMIT_MS;
    // The same ID at every attempt, so that the decision is carried out once.
    const options = { args: [input] as [DecidedBy], updateId: randomUUID() };
    const run = this.temporal.workflow.getHandle(this.workflowId, runId);
    const update = () => run.executeUpdate<string, [DecidedBy]>(decision, options);
    for (;;) {
      try {
        return await this.temporal.withDeadline(limit, () =>
          this.tell(`send ${decision} to`, update, IF_DECISION_LOST, runId),
        );
      } catch (error) {
        // The server rejects updates that arrive while the run continues as new or its worker crashes: send it again.
        const isOver = Date.now() + DECIDE_AGAIN_MS > limit;
        if (isOver || !failedWith(error, 'UNAVAILABLE', 'FAILED_PRECONDITION')) throw error;
        await sleep(DECIDE_AGAIN_MS);
      }
    }
  }

  /** Pauses the teardown: nothing is stopped or deleted until it is resumed. */
  async pause(said: Partial<DecidedBy> = {}): Promise<void> {
    await this.checkTakes();
    await this.tell('pause', () => this.latest().signal(PAUSE_SIGNAL, said), ASK_AGAIN);
  }

  /** Resumes a paused teardown. */
  async resume(said: Partial<DecidedBy> = {}): Promise<void> {
    await this.checkTakes();
    await this.tell('resume', () => this.latest().signal(RESUME_SIGNAL, said), ASK_AGAIN);
  }

  /** Checks that the run, by default the latest, has not ended. */
  private async checkRuns(runId?: string): Promise<void> {
    const { status } = await this.describeRun(runId);
    if (isOpen(status.name)) return;
    const message =
      runId === undefined
        ? `No teardown of ${this.arn} is running: the latest one has ended (${status.name}).`
        : `The teardown of ${this.arn} that this was for has ended (${status.name}).`;
    throw new TeardownError('NotFound', message);
  }

  /** Checks that the run, by default the latest, can take a message of this client: it is running, and readable. */
  private async checkTakes(runId?: string): Promise<void> {
    if (runId === undefined) await this.checkRuns();
    const { workflowId } = this;
    await this.about('read', () => checkKeysOfRun(this.temporal, { workflowId, runId }));
  }

  /** Sends a message to a run, by default the latest. If it has ended, the server reports only that it does not find it. */
  private async tell<T>(what: string, send: () => Promise<T>, ifLost: string, runId?: string): Promise<T> {
    try {
      return await this.about(what, send, ifLost);
    } catch (error) {
      if (error instanceof TeardownError && error.type === 'NotFound') await this.checkRuns(runId);
      throw error;
    }
  }

  private latest() {
    return this.temporal.workflow.getHandle(this.workflowId);
  }

  private async about<T>(what: string, call: () => Promise<T>, ifLost?: string): Promise<T> {
    const asked = { asked: `${what} the teardown of ${this.arn}`, arn: this.arn, ifLost };
    return asking(asked, async () => {
      try {
        return await abortable(this.temporal, {}, call);
      } catch (error) {
        throw teardownError(error, this.arn);
      }
    });
  }
}
