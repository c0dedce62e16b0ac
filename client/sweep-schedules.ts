import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type Client,
  type ScheduleClient,
  type ScheduleDescription,
  type ScheduleHandle,
} from '@temporalio/client';
import { readableClient } from '../codec/readable-client.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import { memoOf } from '../contract/memo.js';
import { SWEEP_ID_PREFIX, SWEEP_MODELS } from '../contract/names.js';
import type { SearchAttributePair } from '../contract/search-attributes.js';
import { parseSweepRequest, type SweepRequest, type SweepRequestInput } from '../contract/sweep/request.js';
import { abortable } from './call-options.js';
import { checked } from './checked-request.js';
import { TeardownError } from './teardown-error.js';
import { specOf, type SweepTimes } from './sweep-times.js';
import { asking, temporalCallError } from './temporal-call-error.js';

/** A schedule of sweeps. Times are ISO 8601 UTC. `cron`, `every` and `timeZone` are unknown if it was edited since. */
export interface SweepSchedule extends SweepTimes {
  readonly name: string;
  readonly paused: boolean;
  /** Why it was paused, or resumed. */
  readonly note?: string;
  readonly nextAt?: string;
  /** What its sweeps do. Undefined if it is invalid, or encrypted with keys that this client does not have. */
  readonly request?: SweepRequest;
  /** The latest sweeps, most recent last. */
  readonly latest: readonly { readonly at: string; readonly workflowId: string }[];
}

/** A sweep that is overdue for longer is skipped. The next sweep selects the same models. */
const CATCH_UP_WINDOW = '1h';

/**
 * Manages Temporal Schedules that start sweeps.
 *
 * @example
 *   await client.schedules.create(
 *     'nightly',
 *     { accountId: '111122223333', region: 'eu-west-1', olderThan: '90d', keepNewest: 3, dryRun: false },
 *     { cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
 *   );
 */
export class SweepSchedules {
  private readonly client: ScheduleClient;
  private readonly taskQueue: string;
  private readonly attributesOf: AttributesOf;
  private readonly isEncrypting: boolean;

  /** @param attributesOf returns the search attributes of the sweeps that a schedule starts */
  constructor(temporal: Client, taskQueue: string, attributesOf: AttributesOf) {
    this.client = readableClient(temporal).schedule;
    this.isEncrypting = temporal.options.loadedDataConverter.payloadCodecs.length > 0;
    this.taskQueue = taskQueue;
    this.attributesOf = attributesOf;
  }

  /**
   * Creates a schedule. Sweeps that are due while the previous sweep is still running, or waiting for approval, are skipped.
   *
   * @param name up to 100 letters, digits, `_`, `.` and `-`
   * @throws TeardownError `InvalidRequest`, also if a schedule with this name exists
   */
  async create(name: string, input: SweepRequestInput, times: SweepTimes): Promise<void> {
    const request = checked(parseSweepRequest(input));
    const spec = specOf(times);
    const scheduleId = idOf(name);
    const attributes = await this.attributesOf(request);
    const handle = await this.about(name, 'create', () =>
      this.client.create({
        scheduleId,
        spec,
        action: {
          type: 'startWorkflow',
          workflowType: SWEEP_MODELS,
          workflowId: scheduleId,
          taskQueue: this.taskQueue,
          args: [request],
          ...sweepMetadata(request, attributes),
        },
        policies: { overlap: 'SKIP', catchupWindow: CATCH_UP_WINDOW },
        memo: { request, ...omitUndefined({ ...times }) },
      }),
    );
    const { info } = await this.about(name, 'describe', () => handle.describe(), ', which was created');
    if (info.nextActionTimes.length > 0) return;
    await this.about(name, 'delete', () => handle.delete(), ', whose times never come');
    const never = `The schedule ${name} would never start a sweep: its times never come. It was not created.`;
    throw new TeardownError('InvalidRequest', never);
  }

  /** Lists the schedules of sweeps. Asks Temporal for each, since a schedule may have been edited. */
  async list(): Promise<SweepSchedule[]> {
    const list = async () => {
      const schedules: SweepSchedule[] = [];
      for await (const { scheduleId } of this.client.list()) {
        if (scheduleId.startsWith(SWEEP_ID_PREFIX)) schedules.push(...(await this.ifThere(scheduleId)));
      }
      return schedules;
    };
    return asking({ asked: 'list schedules' }, () => abortable(this.client, {}, list));
  }

  /** The list may be a second behind, so that a schedule on it may have been deleted. */
  private async ifThere(scheduleId: string): Promise<SweepSchedule[]> {
    try {
      return [described(await this.client.getHandle(scheduleId).describe())];
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return [];
      throw error;
    }
  }

  /**
   * Pauses a schedule. A running sweep continues.
   *
   * @throws TeardownError `NotFound`; `InvalidRequest` for a note if this client encrypts payloads
   */
  async pause(name: string, note?: string): Promise<void> {
    this.checkNote(note);
    await this.about(name, 'pause', () => this.handleOf(name).pause(note));
  }

  /**
   * Resumes a paused schedule.
   *
   * @throws TeardownError `NotFound`; `InvalidRequest` for a note if this client encrypts payloads
   */
  async resume(name: string, note?: string): Promise<void> {
    this.checkNote(note);
    await this.about(name, 'resume', () => this.handleOf(name).unpause(note));
  }

  /**
   * Deletes a schedule. A running sweep continues.
   *
   * @throws TeardownError `NotFound`
   */
  async delete(name: string): Promise<void> {
    await this.about(name, 'delete', () => this.handleOf(name).delete());
  }

  /** A note is no payload, so that no codec encrypts it. */
  private checkNote(note: string | undefined): void {
    if (note === undefined || !this.isEncrypting) return;
    throw new TeardownError(
      'InvalidRequest',
      'Temporal would store the note of a schedule in plain text, but this client encrypts payloads: leave the note out. No request was sent.',
    );
  }

  private async about<T>(name: string, what: Change, call: () => Promise<T>, which = ''): Promise<T> {
    try {
      return await abortable(this.client, {}, call);
    } catch (error) {
      throw scheduleError(error, name, what, which);
    }
  }

  private handleOf(name: string): ScheduleHandle {
    return this.client.getHandle(idOf(name));
  }
}

/** Returns what a schedule does now: its memo has only what it was created with. */
function described({ scheduleId, action, state, info, memo }: ScheduleDescription): SweepSchedule {
  const parsed = parseSweepRequest(action.args?.[0]);
  const isEdited = info.lastUpdatedAt !== undefined;
  const { cron, every, timeZone } = (isEdited ? {} : (memo ?? {})) as SweepTimes;
  return {
    name: scheduleId.slice(SWEEP_ID_PREFIX.length),
    ...omitUndefined({ cron, every, timeZone }),
    paused: state.paused,
    ...omitUndefined({
      note: state.note || undefined,
      nextAt: info.nextActionTimes[0]?.toISOString(),
      request: parsed.ok ? parsed.request : undefined,
    }),
    latest: info.recentActions.map(({ takenAt, action: taken }) => ({
      at: takenAt.toISOString(),
      workflowId: taken.workflow.workflowId,
    })),
  };
}

type Change = 'create' | 'describe' | 'pause' | 'resume' | 'delete';

type AttributesOf = (request: SweepRequest) => Promise<readonly SearchAttributePair[] | undefined>;

/** Returns what the Web UI and visibility show of a sweep. */
export function sweepMetadata(request: SweepRequest, attributes: readonly SearchAttributePair[] | undefined) {
  const { accountId, region, dryRun } = request;
  const what = dryRun ? 'Plan a sweep of' : 'Sweep';
  return {
    staticSummary: `${what} account ${accountId} in ${region}`,
    memo: { ...memoOf(request) },
    ...(attributes && { typedSearchAttributes: [...attributes] }),
  };
}

function idOf(name: string): string {
  if (/^[\w.-]{1,100}$/.test(name)) return `${SWEEP_ID_PREFIX}${name}`;
  const expected = 'A schedule name must have 1 to 100 letters, digits, "_", "." or "-"';
  throw new TeardownError('InvalidRequest', `${expected}; got "${name}". No request was sent.`);
}

/** @param which what the message says of the schedule if the call is not answered */
function scheduleError(error: unknown, name: string, what: Change, which: string): unknown {
  if (error instanceof ScheduleAlreadyRunning) {
    const message = `A schedule named ${name} already exists. Delete it first, or use another name.`;
    return new TeardownError('InvalidRequest', message, { cause: error });
  }
  if (error instanceof ScheduleNotFoundError) {
    return new TeardownError(
      'NotFound',
      `There is no schedule named ${name}. List schedules with "teardown schedule list".`,
      {
        cause: error,
      },
    );
  }
  // The Temporal client throws a TypeError if the server rejects the times of a schedule.
  if (error instanceof TypeError) {
    const message = `Temporal rejected the schedule ${name}: ${error.message}. Nothing was changed.`;
    return new TeardownError('InvalidRequest', message, { cause: error });
  }
  const ifLost = what === 'describe' ? undefined : 'list the schedules to see';
  return temporalCallError(error, { asked: `${what} the schedule ${name}${which}`, ifLost });
}
