import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { shortName } from '../contract/arn.js';
import { memoOf, type TeardownMemo } from '../contract/memo.js';
import { DEFAULT_TASK_QUEUE, TEARDOWN_MODEL, teardownModelWorkflowId } from '../contract/names.js';
import type { TeardownRequest, TeardownRequestInput } from '../contract/request.js';
import type { TeardownResult } from '../contract/result.js';
import type { teardownModel } from '../workflows/index.js';
import { checkedRequest } from './checked-request.js';
import { connectTemporal, type ConnectOptions } from './connection.js';
import { TeardownError } from './teardown-error.js';
import { TeardownHandle } from './teardown-handle.js';
import { listTeardowns, type TeardownSummary } from './teardown-list.js';

export interface TeardownClientOptions {
  /** Where the worker polls. Default: `model-teardown`. */
  readonly taskQueue?: string | undefined;
}

export interface StartedTeardown {
  readonly teardown: TeardownHandle;
  /** True where one ran already: that one goes on, with the options of its own request. */
  readonly joined: boolean;
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

  /** @param temporal a client that the caller has, and closes */
  constructor(temporal: Client, { taskQueue = DEFAULT_TASK_QUEUE }: TeardownClientOptions = {}) {
    this.temporal = temporal;
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
   * Starts a teardown, or joins the one of this model that runs.
   *
   * @throws TeardownError `InvalidRequest` before anything is called; `AlreadyInProgress` for a dry run of a model
   *   that is being torn down, whose result would be no plan
   */
  async start(input: TeardownRequestInput): Promise<StartedTeardown> {
    const request = checkedRequest(input);
    for (;;) {
      const started = (await this.startNew(request)) ?? (await this.join(request));
      if (started) return started;
    }
  }

  /**
   * Starts or joins a teardown, and waits until it has ended.
   *
   * @throws TeardownError
   */
  async tearDown(input: TeardownRequestInput): Promise<TeardownResult> {
    return (await this.start(input)).teardown.result();
  }

  /**
   * The latest teardown of a model, running or not.
   *
   * @throws TeardownError `InvalidRequest` where this is not a model's ARN
   */
  teardownOf(projectVersionArn: string): TeardownHandle {
    return new TeardownHandle(this.temporal, checkedRequest(projectVersionArn).projectVersionArn);
  }

  /** The teardowns that Temporal still knows of, the latest first. */
  list(): AsyncIterable<TeardownSummary> {
    return listTeardowns(this.temporal);
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

  private async startNew(request: TeardownRequest): Promise<StartedTeardown | undefined> {
    const { projectVersionArn } = request;
    try {
      const handle = await this.temporal.workflow.start<typeof teardownModel>(TEARDOWN_MODEL, {
        taskQueue: this.taskQueue,
        workflowId: teardownModelWorkflowId(projectVersionArn),
        // Not USE_EXISTING, whose answer does not say through this SDK which of the two it was.
        workflowIdConflictPolicy: 'FAIL',
        args: [request],
        staticSummary: `Tear down ${shortName(projectVersionArn)}`,
        memo: { ...memoOf(request) },
      });
      const teardown = new TeardownHandle(this.temporal, projectVersionArn, handle.firstExecutionRunId);
      return { teardown, joined: false };
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
      throw error;
    }
  }

  /** The run that goes on, or undefined where it has ended by now, so that a new one can be started. */
  private async join(request: TeardownRequest): Promise<StartedTeardown | undefined> {
    const { projectVersionArn } = request;
    const { runId, status, memo } = await this.teardownOf(projectVersionArn).describe();
    if (status.name !== 'RUNNING') return undefined;
    const teardown = new TeardownHandle(this.temporal, projectVersionArn, runId);
    const { dryRun = false } = (memo ?? {}) as TeardownMemo;
    if (dryRun === request.dryRun) return { teardown, joined: true };
    if (request.dryRun) {
      throw new TeardownError(
        'AlreadyInProgress',
        `${projectVersionArn} is being torn down already, by the workflow ${teardown.workflowId}: there is nothing left to plan.`,
      );
    }
    // A dry run is over after a look; joined, it would have this teardown end with a plan.
    await teardown.result().catch(() => undefined);
    return undefined;
  }
}
