import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto, { type temporal } from '@temporalio/proto';
import { IllegalStateError, type Logger, type NativeConnection } from '@temporalio/worker';
import type { Fleet, FleetPlace } from '../activities/aws/quota-part.js';
import { hasGrpcCode } from '../contract/grpc-codes.js';
import { messageOf } from '../contract/message-of.js';
import { afterAnswer, ASK_EVERY_MS, newFleetView, placeIn, type Answer, type Moment } from './fleet-view.js';

const { TaskQueueKind, TaskQueueType } = proto.temporal.api.enums.v1;

/** The server logs a warning for polls of less than ten seconds. */
const POLL_MS = 12_000;
/** With slower answers, the lease would end before the next one. */
const ANSWER_LIMIT_MS = 4_000;
/** Until the first answer that lists this worker. */
const FIRST_ANSWERS_MS = 200;
const REPORT_EVERY_MS = 60_000;
/** The part of a worker that may not ask: that of one of ten. It can't count the others, and must not stand still. */
const UNCOUNTED: FleetPlace = { index: 0, workers: 10 };
/** Ends the identity of a worker that has left. */
const LEFT = ' left';

type Log = Pick<Logger, 'info' | 'warn'>;

export interface FleetMember extends Fleet {
  /** Lets the others have the part of this worker, which must not send anything from then on. */
  leave(): Promise<void>;
}

/**
 * Joins the workers of a task queue. The server keeps who has polled a task queue, and when, so each worker polls one
 * on which there are no tasks. It is a sticky one, which has a single partition, so that each answer lists all workers;
 * it has entries for single processes, whatever their hosts and process ids; and it is polled more often than the
 * workers' own task queue, where a poll may last a minute. Entries stay for five minutes, so `fleet-view.ts` judges
 * their age.
 *
 * @param log for how many there are; if the server does not answer, at most once a minute
 */
export function joinFleet(
  connection: NativeConnection,
  { namespace, taskQueue: name }: { readonly namespace: string; readonly taskQueue: string },
  log: Log,
): FleetMember {
  const self = randomUUID();
  const taskQueue = {
    name: `${name}/workers`,
    kind: TaskQueueKind.TASK_QUEUE_KIND_STICKY,
    normalName: name,
  };
  const over = new AbortController();
  const listeners: (() => void)[] = [];
  let view = newFleetView(self, now());
  let saidLast: number | undefined;
  let isRefused = false;

  // Its answer, after which nothing is left to do, is not awaited: what counts is that it was received.
  const poll = (identity: string) =>
    void connection
      .withDeadline(Date.now() + POLL_MS, () =>
        connection.workflowService.pollWorkflowTaskQueue({ namespace, taskQueue, identity }),
      )
      .catch(() => undefined);
  const ask = () =>
    connection.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
      connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue,
        taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
      }),
    );
  const look = async () => {
    const askedAt = now();
    poll(self);
    const { pollers } = await ask();
    view = afterAnswer(view, { askedAt, answeredAt: now(), ...read(pollers) });
    isRefused = false;
    for (const listener of listeners) listener();
    const workers = placeIn(view, now())?.workers;
    if (workers !== undefined && workers !== saidLast) log.info(inWords(workers, name));
    saidLast = workers ?? saidLast;
  };
  const lookAgainAndAgain = async () => {
    let reportedAt = -Infinity;
    while (!over.signal.aborted) {
      const began = performance.now();
      try {
        await look();
      } catch (error) {
        // The connection was closed.
        if (error instanceof IllegalStateError) return;
        isRefused = hasGrpcCode(error, 'PERMISSION_DENIED', 'UNIMPLEMENTED');
        if (isRefused) for (const listener of listeners) listener();
        const at = now().monotonic;
        if (at - reportedAt >= REPORT_EVERY_MS) {
          reportedAt = at;
          log.warn(isRefused ? refused(name, error) : unanswered(name, error));
        }
      }
      const everyMs = view.provenAt === undefined ? FIRST_ANSWERS_MS : ASK_EVERY_MS;
      const pauseMs = Math.max(0, everyMs - (performance.now() - began));
      await sleep(pauseMs, undefined, { ref: false, signal: over.signal }).catch(() => undefined);
    }
  };
  void lookAgainAndAgain();

  return {
    place() {
      if (over.signal.aborted) return undefined;
      return isRefused ? UNCOUNTED : placeIn(view, now());
    },
    onChange: (listener) => listeners.push(listener),
    async leave() {
      over.abort();
      poll(`${self}${LEFT}`);
      await ask().catch(() => undefined);
    },
  };
}

function now(): Moment {
  return { wall: Date.now(), monotonic: performance.now() };
}

type Pollers = temporal.api.taskqueue.v1.IPollerInfo[] | null | undefined;

function read(pollers: Pollers): Pick<Answer, 'polledAt' | 'left'> {
  const known = (pollers ?? []).flatMap(({ identity, lastAccessTime }) =>
    identity && lastAccessTime ? [[identity, tsToMs(lastAccessTime)] as const] : [],
  );
  const hasLeft = ([identity]: readonly [string, number]) => identity.endsWith(LEFT);
  return {
    polledAt: new Map(known.filter((it) => !hasLeft(it))),
    left: new Set(known.filter(hasLeft).map(([identity]) => identity.slice(0, -LEFT.length))),
  };
}

function inWords(workers: number, taskQueue: string): string {
  return workers === 1
    ? `this is the only worker of task queue ${taskQueue}: it has the whole share of AWS's quota`
    : `${workers} workers of task queue ${taskQueue} divide the share of AWS's quota`;
}

function refused(taskQueue: string, error: unknown): string {
  return `Temporal does not let this worker list the workers of task queue ${taskQueue} (DescribeTaskQueue: ${messageOf(error)}). It calls AWS as one of ${UNCOUNTED.workers} workers, which is slow. Allow DescribeTaskQueue in the namespace.`;
}

function unanswered(taskQueue: string, error: unknown): string {
  return `Temporal did not list the workers of task queue ${taskQueue} (DescribeTaskQueue: ${messageOf(error)}). Until it does, this worker does not know its part of AWS's quota, and does not call AWS.`;
}
