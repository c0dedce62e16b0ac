import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { End } from './journal.js';

/** Longer than anything takes that is only slow: a minute for a late read, twenty seconds between attempts. */
const LIMIT_MS = 300_000;

/** Until when all is to have ended. Until nothing goes wrong any more, there is no limit. */
export interface Calm {
  /** When the last thing went wrong, or the last scenario since then ended: epoch milliseconds. */
  since: number | undefined;
}

/** The runs of one teardown: each continues as another one, or an operator starts another one. */
export interface Chain {
  readonly workflowId: string;
  /** Undefined for the newest run, whichever that is. */
  runId: string | undefined;
  /** While an operator starts another run, the end of the last one is none. */
  replaced: Promise<unknown> | undefined;
}

export type Ended = Pick<End, 'how' | 'said' | 'decisions' | 'record' | 'at'>;
type Result = { readonly outcome: string } & Pick<End, 'decisions' | 'record'>;

/** How a chain ended, asked again and again of a server that may be down. */
export async function endOf(client: Client, chain: Chain, calm: Calm): Promise<Ended> {
  for (;;) {
    const { runId } = chain;
    const handle = client.workflow.getHandle(chain.workflowId, runId);
    const { status, closeTime } = await patiently(() => handle.describe().catch(orNeverStarted), calm);
    await chain.replaced;
    if (chain.runId !== runId) continue;
    const at = closeTime?.getTime() ?? Date.now();
    switch (status.name) {
      case 'RUNNING':
      case 'PAUSED':
        break;
      case 'CONTINUED_AS_NEW': {
        const last = await lastEvent(client, chain, calm);
        const next = last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
        if (chain.runId === runId && runId !== undefined) chain.runId = next ?? undefined;
        continue;
      }
      case 'COMPLETED': {
        const own = client.workflow.getHandle(chain.workflowId, runId, { followRuns: false });
        const { outcome, decisions, record } = (await patiently(() => own.result(), calm)) as Result;
        return { how: outcome, decisions, record, at };
      }
      case 'CANCELLED':
        return { how: 'cancelled', at };
      case 'UNSPECIFIED':
        return { how: 'never started', at };
      default: {
        const failure = (await lastEvent(client, chain, calm))?.workflowExecutionFailedEventAttributes
          ?.failure;
        return { how: failure?.applicationFailureInfo?.type ?? status.name, said: failure?.message, at };
      }
    }
    if (isLate(calm)) break;
    await sleep(200);
  }
  return { how: 'still running', said: await whyStuck(client, chain).catch(String), at: Date.now() };
}

/** What a run that does not end waits for, and what its last workflow task that failed has said. */
async function whyStuck(client: Client, { workflowId }: Chain): Promise<string> {
  const handle = client.workflow.getHandle(workflowId);
  const progress = await handle.query('progress').catch(String);
  const { events } = await handle.fetchHistory();
  const failed = events?.findLast((event) => event.workflowTaskFailedEventAttributes);
  const { failure } = failed?.workflowTaskFailedEventAttributes ?? {};
  const { raw } = await handle.describe();
  const pending = raw.pendingActivities?.map(
    ({ activityType, state, attempt, paused, lastFailure }) =>
      `${activityType?.name} ${state} attempt ${attempt} paused ${paused}: ${lastFailure?.message}`,
  );
  const task = raw.pendingWorkflowTask;
  return [
    JSON.stringify(progress),
    `${events?.length} events`,
    `task ${task ? `${task.state} attempt ${task.attempt}` : 'none'}`,
    `failed: ${failure?.message} ${failure?.stackTrace}`,
    `pending: ${pending?.join() ?? ''}`,
  ].join('; ');
}

async function lastEvent(client: Client, { workflowId, runId }: Chain, calm: Calm) {
  const handle = client.workflow.getHandle(workflowId, runId);
  const { events } = await patiently(() => handle.fetchHistory(), calm);
  return events?.at(-1);
}

const NEVER = { status: { name: 'UNSPECIFIED' }, closeTime: undefined } as const;

function orNeverStarted(error: unknown): typeof NEVER {
  if (error instanceof WorkflowNotFoundError) return NEVER;
  throw error;
}

/** Of a server that may be down. */
export async function patiently<T>(ask: () => Promise<T>, calm: Calm): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (isLate(calm)) throw error;
    }
    await sleep(300);
  }
}

function isLate({ since }: Calm): boolean {
  return since !== undefined && Date.now() > since + LIMIT_MS;
}
