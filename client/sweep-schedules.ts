import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleClient,
  type ScheduleHandle,
} from '@temporalio/client';
import { durationMs } from '../contract/duration.js';
import { given } from '../contract/given.js';
import { memoOf } from '../contract/memo.js';
import { SWEEP_ID_PREFIX, SWEEP_MODELS } from '../contract/names.js';
import type { SweepRequest, SweepRequestInput } from '../contract/sweep-request.js';
import { checkedDuration, checkedSweepRequest } from './checked-request.js';
import { TeardownError } from './teardown-error.js';

/** When a schedule sweeps: by the clock, or each so long. */
export interface SweepTimes {
  /** Five fields, as cron has them: `"0 3 * * *"`. */
  readonly cron?: string | undefined;
  /** Instead of `cron`: a duration like `"24h"`. */
  readonly every?: string | undefined;
  /** Of `cron`: an IANA name like `"Europe/Berlin"`. Default: UTC. */
  readonly timeZone?: string | undefined;
}

/** A schedule as Temporal's server knows it. Times are ISO 8601 UTC. */
export interface SweepSchedule extends SweepTimes {
  readonly name: string;
  readonly paused: boolean;
  /** Why it was paused, or resumed. */
  readonly note?: string;
  readonly nextAt?: string;
  readonly request: SweepRequest;
  /** The latest sweeps, the last one last. */
  readonly latest: readonly { readonly at: string; readonly workflowId: string }[];
}

/** A server or worker that was down for longer has missed a sweep, and the next one takes what it would have taken. */
const CATCH_UP_WINDOW = '1h';

/** Temporal Schedules that sweep again and again. */
export class SweepSchedules {
  private readonly client: ScheduleClient;
  private readonly taskQueue: string;

  constructor(client: ScheduleClient, taskQueue: string) {
    this.client = client;
    this.taskQueue = taskQueue;
  }

  /**
   * A sweep that is due while the one before still runs, as one that waits for approval may for days, is skipped.
   *
   * @param name up to 100 letters, digits, `_`, `.` and `-`
   * @throws TeardownError `InvalidRequest`, also where there is one of that name
   */
  async create(name: string, input: SweepRequestInput, times: SweepTimes): Promise<void> {
    const request = checkedSweepRequest(input);
    const spec = specOf(times);
    const scheduleId = idOf(name);
    await about(name, () =>
      this.client.create({
        scheduleId,
        spec,
        action: {
          type: 'startWorkflow',
          workflowType: SWEEP_MODELS,
          workflowId: scheduleId,
          taskQueue: this.taskQueue,
          args: [request],
          ...sweepMetadata(request),
        },
        policies: { overlap: 'SKIP', catchupWindow: CATCH_UP_WINDOW },
        memo: { request, ...given({ ...times }) },
      }),
    );
  }

  async list(): Promise<SweepSchedule[]> {
    const schedules: SweepSchedule[] = [];
    for await (const { scheduleId, state, info, memo } of this.client.list()) {
      // Without its rules, it is none of ours, or encrypted with keys that this client does not have.
      if (!scheduleId.startsWith(SWEEP_ID_PREFIX) || memo?.['request'] === undefined) continue;
      const known = memo as unknown as Pick<SweepSchedule, 'request'> & SweepTimes;
      schedules.push({
        name: scheduleId.slice(SWEEP_ID_PREFIX.length),
        ...known,
        paused: state.paused,
        ...given({ note: state.note || undefined, nextAt: info.nextActionTimes[0]?.toISOString() }),
        latest: info.recentActions.map(({ takenAt, action }) => ({
          at: takenAt.toISOString(),
          workflowId: action.workflow.workflowId,
        })),
      });
    }
    return schedules;
  }

  /**
   * Has it start no sweep until it is resumed. A sweep that runs goes on.
   *
   * @throws TeardownError `NotFound`
   */
  async pause(name: string, note?: string): Promise<void> {
    await about(name, () => this.handleOf(name).pause(note));
  }

  /** @throws TeardownError `NotFound` */
  async resume(name: string, note?: string): Promise<void> {
    await about(name, () => this.handleOf(name).unpause(note));
  }

  /**
   * A sweep that runs goes on.
   *
   * @throws TeardownError `NotFound`
   */
  async delete(name: string): Promise<void> {
    await about(name, () => this.handleOf(name).delete());
  }

  private handleOf(name: string): ScheduleHandle {
    return this.client.getHandle(idOf(name));
  }
}

/** What the Web UI and visibility show of a sweep. */
export function sweepMetadata(request: SweepRequest) {
  const { accountId, region, dryRun } = request;
  const what = dryRun ? 'Plan a sweep of' : 'Sweep';
  return { staticSummary: `${what} account ${accountId} in ${region}`, memo: { ...memoOf(request) } };
}

function idOf(name: string): string {
  if (/^[\w.-]{1,100}$/.test(name)) return `${SWEEP_ID_PREFIX}${name}`;
  const expected = 'The name of a schedule must be 1 to 100 letters, digits, "_", "." or "-"';
  throw new TeardownError('InvalidRequest', `${expected}; got "${name}". Nothing was called.`);
}

function specOf({ cron, every, timeZone }: SweepTimes) {
  if ((cron === undefined) === (every === undefined)) {
    throw new TeardownError('InvalidRequest', 'A schedule needs either cron or every. Nothing was called.');
  }
  if (every !== undefined) return { intervals: [{ every: durationMs(checkedDuration('every', every)) }] };
  return { cronExpressions: [cron ?? ''], ...given({ timezone: timeZone }) };
}

async function about<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) {
      const message = `There is a schedule of the name ${name} already. Delete it first, or take another name.`;
      throw new TeardownError('InvalidRequest', message, { cause: error });
    }
    if (error instanceof ScheduleNotFoundError) {
      throw new TeardownError('NotFound', `Temporal knows of no schedule of the name ${name}.`, {
        cause: error,
      });
    }
    // What Temporal's client makes of the server's word for times that are none.
    if (error instanceof TypeError) {
      const message = `Temporal does not take the schedule ${name}: ${error.message}. Nothing was changed.`;
      throw new TeardownError('InvalidRequest', message, { cause: error });
    }
    throw error;
  }
}
