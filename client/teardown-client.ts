import type { Client } from '@temporalio/client';
import { arnDigest } from '../contract/arn-digest.js';
import { shortName, type ProjectArn, type ProjectVersionArn } from '../contract/arn.js';
import {
  DEFAULT_TASK_QUEUE,
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
} from '../contract/project/request.js';
import type { ProjectResult } from '../contract/project/result.js';
import { parseTeardownRequest, type TeardownRequestInput } from '../contract/model/request.js';
import { parseSweepRequest, type SweepRequestInput } from '../contract/sweep/request.js';
import type { SweepResult } from '../contract/sweep/result.js';
import type { TeardownResult } from '../contract/model/result.js';
import { memoOf } from '../contract/memo.js';
import {
  createSearchAttributeCheck,
  type SearchAttributeCheck,
  type Searched,
} from '../contract/search-attributes.js';
import { searchAttributesSetting } from '../contract/settings.js';
import { attributesForStart, hasAttributes } from './attributes-for-lists.js';
import { abortable, abortableEach, endCalls, type CallOptions } from './call-options.js';
import { checked } from './checked-request.js';
import { SweepSchedules } from './sweep-schedules.js';
import { connectTemporal, type ConnectOptions } from './connection.js';
import { checkRunOptions } from './run-options.js';
import { checkSdk } from './sdk-support.js';
import { startOrJoin, type JoinedResult, type StartedTeardown, type StartOptions } from './start-or-join.js';
import { startSweep, type SweepOptions } from './start-sweep.js';
import { TeardownHandle, type ProjectTeardownHandle, type SweepHandle } from './teardown-handle.js';
import { needsAttributes, type TeardownFilter } from './list-query.js';
import { hasPollers } from './task-queue.js';
import { overviewOf, type Overview } from './overview.js';
import { listTeardowns, type TeardownSummary } from './teardown-list.js';

/** Settings of a client. */
export interface TeardownClientOptions {
  /** The task queue of the worker. Default: `model-teardown`. */
  readonly taskQueue?: string | undefined;
  /**
   * Whether workers encrypt payloads, so that workflow IDs have digests instead of ARNs. Default: whether the client
   * encrypts payloads.
   */
  readonly encrypted?: boolean | undefined;
  /**
   * Whether new runs have search attributes, which the server stores in plain text, if the namespace has them. Default:
   * unless payloads are encrypted.
   */
  readonly searchAttributes?: boolean | undefined;
}

/**
 * Starts, follows and cancels teardowns. If the Temporal server does not answer a call, or refuses it, methods throw a
 * `TemporalCallError`.
 *
 * @example
 *   const client = await TeardownClient.connect();
 *   const { teardown } = await client.start({ projectVersionArn, requestedBy: 'retention-job' });
 *   const { outcome } = await teardown.result();
 */
export class TeardownClient {
  readonly taskQueue: string;
  private readonly temporal: Client;
  /** Undefined for a connection of the caller. */
  private closeConnection: (() => Promise<void>) | undefined;
  private readonly arnInId: ArnInId | undefined;
  private readonly searchable: SearchAttributeCheck | undefined;

  /**
   * @param temporal a client that the caller owns and closes
   * @throws InvalidSettingError if it comes from a version of the SDK that is not supported, or from another copy of it
   */
  constructor(temporal: Client, options: TeardownClientOptions = {}) {
    checkSdk(temporal);
    const { taskQueue = DEFAULT_TASK_QUEUE } = options;
    const { encrypted = temporal.options.loadedDataConverter.payloadCodecs.length > 0 } = options;
    const { searchAttributes = !encrypted } = options;
    this.temporal = temporal;
    this.arnInId = encrypted ? arnDigest : undefined;
    this.taskQueue = taskQueue;
    this.searchable = searchAttributes ? createSearchAttributeCheck() : undefined;
  }

  /**
   * Connects with the settings of the Temporal CLI: environment variables first, then its configuration file.
   *
   * @example
   *   const client = await TeardownClient.connect({ address: 'temporal.example.com:7233', namespace: 'mlops' });
   *
   * @throws InvalidSettingError if a setting is invalid
   * @throws NoTemporalServerError if no Temporal server answers
   * @throws TemporalCallError if the server refuses the API key or the certificate
   */
  static async connect(options: ConnectOptions & TeardownClientOptions = {}): Promise<TeardownClient> {
    const searchAttributes = searchAttributesSetting(process.env);
    const { temporal, close } = await connectTemporal(options);
    const client = new TeardownClient(temporal, { searchAttributes, ...options });
    client.closeConnection = close;
    return client;
  }

  /**
   * Starts the teardown of a model, or joins the one that is already running with the same terms.
   *
   * @example
   *   const { teardown, joined } = await client.start({ projectVersionArn, gracePeriod: '14d' });
   *   console.log(joined ? 'Already running:' : 'Started:', teardown.workflowId);
   *
   * @throws TeardownError `InvalidRequest` before any request is sent; `AlreadyInProgress` if the running teardown has
   *   different terms, or if the request is a dry run of a model that is being torn down
   */
  async start(input: TeardownRequestInput, options: StartOptions = {}): Promise<StartedTeardown> {
    const request = checked(parseTeardownRequest(input));
    checkRunOptions(options, request);
    const { projectVersionArn: arn } = request;
    return startOrJoin(this.temporal, {
      type: TEARDOWN_MODEL,
      taskQueue: this.taskQueue,
      request,
      own: {
        memo: { ...memoOf(request), ...(this.arnInId && { projectVersionArn: arn }) },
        attributes: await this.attributesOf(request, options),
      },
      parse: parseTeardownRequest,
      ...options,
      summary: `Tear down ${shortName(arn)}`,
      handle: (runId) => new TeardownHandle(this.temporal, arn, this.modelId(arn), runId),
    });
  }

  /**
   * Starts the teardown of a project, or joins the one that is already running with the same terms. If the request names
   * the project by name, account and Region, the workflow looks up its ARN.
   *
   * @example
   *   const { teardown } = await client.startProject({ projectArn, approval: { required: true } });
   *
   * @throws TeardownError as `start` does
   */
  async startProject(
    input: ProjectRequestInput,
    options: StartOptions = {},
  ): Promise<StartedTeardown<ProjectTeardownHandle>> {
    const request = checked(parseProjectRequest(input));
    checkRunOptions(options, request);
    return startOrJoin(this.temporal, {
      type: TEARDOWN_PROJECT,
      taskQueue: this.taskQueue,
      request,
      own: {
        memo: memoOf(request),
        attributes: await this.attributesOf(request, options),
      },
      parse: parseProjectRequest,
      ...options,
      summary: `Tear down the project ${nameOf(request)}`.slice(0, 120),
      handle: (runId) => this.projectHandle(request, runId),
    });
  }

  /**
   * Starts or joins the teardown of a model, and waits until it has ended.
   *
   * @example
   *   const { outcome, model } = await client.tearDown({ projectVersionArn, requestedBy: 'ci' });
   *
   * @throws TeardownError as `start` and `TeardownHandle.result` do
   */
  async tearDown(input: TeardownRequestInput, options?: StartOptions): Promise<JoinedResult<TeardownResult>> {
    const { teardown, joined } = await this.start(input, options);
    return { ...(await teardown.result(options)), joined };
  }

  /**
   * Starts or joins the teardown of a project, and waits until it has ended. If some models were not deleted, `outcome` is
   * `incomplete` and `models` has the reasons.
   *
   * @example
   *   const { outcome, models } = await client.tearDownProject({ projectArn });
   *
   * @throws TeardownError as `startProject` and `TeardownHandle.result` do
   */
  async tearDownProject(
    input: ProjectRequestInput,
    options?: StartOptions,
  ): Promise<JoinedResult<ProjectResult>> {
    const { teardown, joined } = await this.startProject(input, options);
    return { ...(await teardown.result(options)), joined };
  }

  /**
   * Starts a sweep. Sweeps are dry runs unless the request has `dryRun: false`.
   *
   * @example
   *   const sweep = await client.startSweep({ accountId: '111122223333', region: 'eu-west-1', olderThan: '90d' });
   *
   * @throws TeardownError `InvalidRequest` before any request is sent
   */
  async startSweep(input: SweepRequestInput, options: SweepOptions = {}): Promise<SweepHandle> {
    const request = checked(parseSweepRequest(input));
    checkRunOptions(options, request);
    return startSweep(this.temporal, {
      taskQueue: this.taskQueue,
      request,
      attributes: await this.attributesOf(request, options),
      ...options,
    });
  }

  /**
   * Starts a sweep, and waits until it has ended. If some teardowns failed, `outcome` is `incomplete`.
   *
   * @example
   *   const { models } = await client.sweep({ accountId: '111122223333', region: 'eu-west-1', keepNewest: 3 });
   *
   * @throws TeardownError as `startSweep` and `TeardownHandle.result` do
   */
  async sweep(input: SweepRequestInput, options?: SweepOptions): Promise<SweepResult> {
    return (await this.startSweep(input, options)).result(options);
  }

  /** Returns a handle to a sweep, running or not, by its workflow ID. */
  sweepOf(workflowId: string): SweepHandle {
    return new TeardownHandle(this.temporal, workflowId, workflowId);
  }

  /**
   * Returns a handle to any run that was listed, by its workflow ID.
   *
   * @param arn the ARN of its model or project, if it is known, which messages then name
   */
  runOf(workflowId: string, arn = workflowId): TeardownHandle<string, unknown, unknown> {
    return new TeardownHandle(this.temporal, arn, workflowId);
  }

  /** Manages the schedules that start sweeps. */
  get schedules(): SweepSchedules {
    return new SweepSchedules(this.temporal, this.taskQueue, (request) => this.attributesOf(request));
  }

  /**
   * Returns a handle to the latest teardown of a model, running or not.
   *
   * @example
   *   const { phase, waitingFor } = await client.teardownOf(projectVersionArn).progress();
   *
   * @throws TeardownError `InvalidRequest` if this is not a model's ARN
   */
  teardownOf(projectVersionArn: string): TeardownHandle {
    const arn = checked(parseTeardownRequest(projectVersionArn)).projectVersionArn;
    return new TeardownHandle(this.temporal, arn, this.modelId(arn));
  }

  /**
   * Returns a handle to the latest teardown of a project, running or not.
   *
   * @throws TeardownError `InvalidRequest` if this is not a project's ARN
   */
  projectTeardownOf(projectArn: string): ProjectTeardownHandle {
    return this.projectHandle(checked(parseProjectRequest(projectArn)));
  }

  /**
   * Lists the teardowns of models and projects, and sweeps, in the namespace, most recent first, until their retention
   * period ends.
   *
   * @example
   *   for await (const { projectVersionArn, requestedBy } of client.list({ phase: 'awaitingApproval' })) {
   *     console.log(projectVersionArn, requestedBy);
   *   }
   *
   * @throws TeardownError `InvalidRequest` if the filter needs search attributes that the namespace lacks
   */
  async *list(filter: TeardownFilter = {}): AsyncGenerator<TeardownSummary> {
    const needed = needsAttributes(filter);
    const isSearchable = await hasAttributes(this.temporal, this.searchable, { needed });
    yield* abortableEach(this.temporal, listTeardowns(this.temporal, filter, isSearchable));
  }

  /**
   * Counts running teardowns by phase, and returns those that people look for first.
   *
   * @param limit how many to return at most
   * @throws TeardownError `InvalidRequest` if the namespace lacks the search attributes
   */
  async overview(filter: TeardownFilter, limit: number): Promise<Overview> {
    const isSearchable = await hasAttributes(this.temporal, this.searchable, { needed: true });
    return abortable(this.temporal, {}, () => overviewOf(this.temporal, filter, isSearchable, limit));
  }

  /** Returns whether the namespace has the search attributes of runs, and this client uses them. */
  async hasSearchAttributes(): Promise<boolean> {
    return hasAttributes(this.temporal, this.searchable, { needed: false });
  }

  /** Returns whether a worker has polled a task queue, by default the client's, in the last few minutes. */
  async hasWorker(taskQueue = this.taskQueue): Promise<boolean> {
    return abortable(this.temporal, {}, () => hasPollers(this.temporal, taskQueue));
  }

  /**
   * Closes the connection that `connect` has made, and ends the calls that wait for an answer. A connection of the caller
   * stays open, and teardowns continue.
   */
  async close(): Promise<void> {
    if (!this.closeConnection) return;
    endCalls(this.temporal);
    await this.closeConnection();
  }

  /** Closes it at the end of a block: `await using client = await TeardownClient.connect()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
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

  private attributesOf(request: Searched, options: CallOptions = {}) {
    return attributesForStart(this.temporal, this.searchable, request, options);
  }

  private modelId(arn: ProjectVersionArn): string {
    return teardownModelWorkflowId(arn, this.arnInId);
  }
}

function nameOf({ projectArn, projectName, accountId, region }: ProjectRequest): string {
  return projectArn?.split('/')[1] ?? `${region}/${accountId}/${projectName}`;
}
