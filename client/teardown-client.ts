import { readableClient } from '../codec/readable-client.js';
import type { Client } from '@temporalio/client';
import { arnDigest } from '../contract/arn-digest.js';
import { shortName, type ProjectArn, type ProjectVersionArn } from '../contract/arn.js';
import {
  DEFAULT_TASK_QUEUE,
  SWEEP_ID_PREFIX,
  SWEEP_MODELS,
  TEARDOWN_MODEL,
  TEARDOWN_PROJECT,
  TEARDOWN_PROJECT_ID_PREFIX,
  teardownModelWorkflowId,
  teardownProjectWorkflowId,
  type ArnInId,
} from '../contract/names.js';
import {
  parseProjectRequest,
  type ProjectRequest,
  type ProjectRequestInput,
} from '../contract/project-request.js';
import type { ProjectResult } from '../contract/project-result.js';
import { parseTeardownRequest, type TeardownRequestInput } from '../contract/request.js';
import type { SweepRequestInput } from '../contract/sweep-request.js';
import type { SweepResult } from '../contract/sweep-result.js';
import type { TeardownResult } from '../contract/result.js';
import { memoOf } from '../contract/memo.js';
import { checkedProjectRequest, checkedRequest, checkedSweepRequest } from './checked-request.js';
import { sweepMetadata, SweepSchedules } from './sweep-schedules.js';
import { connectTemporal, type ConnectOptions } from './connection.js';
import { startOrJoin, type JoinedResult, type JoinOptions, type StartedTeardown } from './start-or-join.js';
import { TeardownHandle, type ProjectTeardownHandle, type SweepHandle } from './teardown-handle.js';
import { listTeardowns, type TeardownFilter, type TeardownSummary } from './teardown-list.js';

export interface TeardownClientOptions {
  /** Where the worker polls. Default: `model-teardown`. */
  readonly taskQueue?: string | undefined;
  /** Whether workers encrypt payloads, and ids hold digests for ARNs. Default: as the client encrypts them. */
  readonly encrypted?: boolean | undefined;
}

/**
 * Starts, follows and cancels teardowns.
 *
 * ```ts
 * const client = await TeardownClient.connect();
 * const { teardown } = await client.start({ projectVersionArn, requestedBy: 'retention-job' });
 * const { outcome } = await teardown.result();
 * ```
 */
export class TeardownClient {
  readonly taskQueue: string;
  private readonly temporal: Client;
  private readonly arnInId: ArnInId | undefined;

  /** @param temporal a client that the caller has, and closes */
  constructor(
    temporal: Client,
    {
      taskQueue = DEFAULT_TASK_QUEUE,
      encrypted = temporal.options.loadedDataConverter.payloadCodecs.length > 0,
    }: TeardownClientOptions = {},
  ) {
    this.temporal = temporal;
    this.arnInId = encrypted ? arnDigest : undefined;
    this.taskQueue = taskQueue;
  }

  /**
   * Connects as Temporal's own command line does: environment first, then its configuration file.
   *
   * @throws NoTemporalServerError
   */
  static async connect(options: ConnectOptions & TeardownClientOptions = {}): Promise<TeardownClient> {
    return new TeardownClient(await connectTemporal(options), options);
  }

  /**
   * Starts a teardown, or joins the one of this model that runs if it has the same terms.
   *
   * @throws TeardownError `InvalidRequest` before anything is called; `AlreadyInProgress` if the one that runs has other
   *   terms, and for a dry run of a model that is being torn down, whose result would be no plan
   */
  async start(input: TeardownRequestInput, options: JoinOptions = {}): Promise<StartedTeardown> {
    const request = checkedRequest(input);
    const { projectVersionArn: arn } = request;
    return startOrJoin(this.temporal, {
      type: TEARDOWN_MODEL,
      taskQueue: this.taskQueue,
      request,
      memo: { ...memoOf(request), ...(this.arnInId && { projectVersionArn: arn }) },
      parse: parseTeardownRequest,
      ...options,
      summary: `Tear down ${shortName(arn)}`,
      handle: (runId) => new TeardownHandle(this.temporal, arn, this.modelId(arn), runId),
    });
  }

  /**
   * Starts the teardown of a whole project, or joins the one that runs if it has the same terms. One that is named by its name, account and
   * Region is looked up by the run.
   *
   * @throws TeardownError as `start`
   */
  async startProject(
    input: ProjectRequestInput,
    options: JoinOptions = {},
  ): Promise<StartedTeardown<ProjectTeardownHandle>> {
    const request = checkedProjectRequest(input);
    return startOrJoin(this.temporal, {
      type: TEARDOWN_PROJECT,
      taskQueue: this.taskQueue,
      request,
      memo: memoOf(request),
      parse: parseProjectRequest,
      ...options,
      summary: `Tear down the project ${nameOf(request)}`.slice(0, 120),
      handle: (runId) => this.projectHandle(request, runId),
    });
  }

  /**
   * Starts or joins a teardown, and waits until it has ended.
   *
   * @throws TeardownError as `start` and `TeardownHandle.result`
   */
  async tearDown(input: TeardownRequestInput, options?: JoinOptions): Promise<JoinedResult<TeardownResult>> {
    const { teardown, joined } = await this.start(input, options);
    return { ...(await teardown.result()), joined };
  }

  /**
   * The same of a whole project. Some of its models may be left: `outcome` is then `incomplete`, and `models` says why.
   *
   * @throws TeardownError
   */
  async tearDownProject(
    input: ProjectRequestInput,
    options?: JoinOptions,
  ): Promise<JoinedResult<ProjectResult>> {
    const { teardown, joined } = await this.startProject(input, options);
    return { ...(await teardown.result()), joined };
  }

  /**
   * Starts a sweep: a dry run, unless its request says otherwise.
   *
   * @throws TeardownError `InvalidRequest` before anything is called
   */
  async startSweep(input: SweepRequestInput): Promise<SweepHandle> {
    const request = checkedSweepRequest(input);
    const workflowId = `${SWEEP_ID_PREFIX}${request.accountId}/${request.region}/${new Date().toISOString()}`;
    const handle = await this.temporal.workflow.start(SWEEP_MODELS, {
      taskQueue: this.taskQueue,
      workflowId,
      args: [request],
      ...sweepMetadata(request),
    });
    return new TeardownHandle(this.temporal, workflowId, workflowId, handle.firstExecutionRunId);
  }

  /**
   * Sweeps, and waits until it has ended. Some teardowns may have failed: `outcome` is then `incomplete`.
   *
   * @throws TeardownError
   */
  async sweep(input: SweepRequestInput): Promise<SweepResult> {
    return (await this.startSweep(input)).result();
  }

  /** A sweep by its workflow id, running or not. */
  sweepOf(workflowId: string): SweepHandle {
    return new TeardownHandle(this.temporal, workflowId, workflowId);
  }

  /** The sweeps that Temporal starts by itself. */
  get schedules(): SweepSchedules {
    return new SweepSchedules(readableClient(this.temporal).schedule, this.taskQueue);
  }

  /**
   * The latest teardown of a model, running or not.
   *
   * @throws TeardownError `InvalidRequest` where this is not a model's ARN
   */
  teardownOf(projectVersionArn: string): TeardownHandle {
    const arn = checkedRequest(projectVersionArn).projectVersionArn;
    return new TeardownHandle(this.temporal, arn, this.modelId(arn));
  }

  /**
   * The latest teardown of a project, running or not.
   *
   * @throws TeardownError `InvalidRequest` where this is not a project's ARN
   */
  projectTeardownOf(projectArn: string): ProjectTeardownHandle {
    return this.projectHandle(checkedProjectRequest(projectArn));
  }

  /** The teardowns that Temporal still knows of, the latest first. */
  list(filter?: TeardownFilter): AsyncIterable<TeardownSummary> {
    return listTeardowns(this.temporal, filter);
  }

  /** Whether any worker has polled the task queue within the last minutes. */
  async hasWorker(): Promise<boolean> {
    const { pollers } = await this.temporal.workflowService.describeTaskQueue({
      namespace: this.temporal.options.namespace,
      taskQueue: { name: this.taskQueue },
    });
    return (pollers?.length ?? 0) > 0;
  }

  /** Closes the connection. Teardowns go on. */
  async close(): Promise<void> {
    await this.temporal.connection.close();
  }

  private projectHandle(request: ProjectRequest, runId?: string): ProjectTeardownHandle {
    const { projectArn } = request;
    const workflowId =
      projectArn === undefined
        ? `${TEARDOWN_PROJECT_ID_PREFIX}${(this.arnInId ?? String)(nameOf(request))}`
        : teardownProjectWorkflowId(projectArn, this.arnInId);
    return new TeardownHandle(
      this.temporal,
      projectArn ?? (nameOf(request) as ProjectArn),
      workflowId,
      runId,
    );
  }

  private modelId(arn: ProjectVersionArn): string {
    return teardownModelWorkflowId(arn, this.arnInId);
  }
}

function nameOf({ projectArn, projectName, accountId, region }: ProjectRequest): string {
  return projectArn?.split('/')[1] ?? `${region}/${accountId}/${projectName}`;
}
