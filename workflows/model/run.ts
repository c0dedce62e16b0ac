import { continueAsNew, log, upsertMemo, workflowInfo } from '@temporalio/workflow';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { TeardownResult } from '../../contract/model/result.js';
import type { TeardownModel } from '../../contract/workflows.js';
import { modelMemoOf } from '../shared/canonical-ids.js';
import { countEnd, countUndone, recordTimeToStop } from '../shared/metrics.js';
import type { Body, Run } from '../shared/run-core.js';
import { carryOut } from '../shared/run-loop.js';
import type { RunEvent } from '../shared/run-state.js';
import { startOf } from '../shared/workflow-timeout.js';
import type { Event } from './apply-event.js';
import { look, readTraffic, send, writeRecord } from './aws.js';
import { coreOf, type Model } from './core.js';
import type { Ask } from './next-action.js';
import { asBegun } from './patches.js';
import { newMemory, type Memory } from './state.js';
import { WaitForAws } from './wait-for-aws.js';

/** The teardown itself, under its canonical workflow id. */
export function tearDown(request: TeardownRequest, carried?: Partial<Memory>): Promise<TeardownResult> {
  keepMemo(request);
  return carryOut(
    asBegun(coreOf(request)),
    { ...newMemory(request, Date.now()), ...startOf(request), ...carried },
    bodyOf(request),
  );
}

/** Does what the core asks for. */
async function perform(
  request: TeardownRequest,
  aws: WaitForAws,
  run: Run<Model>,
  asked: Ask,
): Promise<Event | RunEvent> {
  switch (asked.ask) {
    case 'look':
      run.looks();
      return {
        event: 'seen',
        sighting: await look(request, run.memory, asked.tags),
        by: 'look',
        askedAt: asked.at,
      };
    case 'readTraffic':
      return { event: 'traffic', traffic: await readTraffic(asked.model) };
    case 'send':
      return { event: 'answer', answer: await send(asked.call, asked.model, run.memory) };
    case 'wait':
      return aws.wait(run, asked);
    case 'pause':
      await run.until(asked.until ?? Infinity, run.memory.waitingFor);
      return { event: 'woken' };
    case 'record': {
      const location = await writeRecord(request, run.memory, workflowInfo(), asked.isLast);
      return { event: 'recorded', location };
    }
    case 'end':
      throw new Error('The run has ended.');
    default:
      return asked satisfies never;
  }
}

function bodyOf(request: TeardownRequest): Body<Model> {
  const aws = new WaitForAws(request);
  return {
    before: (run, asked) => aws.cancelUnlessFor(asked, run.memory),
    perform: (run, asked) => perform(request, aws, run, asked),
    // A look that ends after the poll may show what came after a sign of use, and hide it.
    instead: (event) => aws.found(event),
    changed: (run, before) => record(request, before, run.memory),
    ended(how, result) {
      if (result?.record?.written === false) warnUnrecorded(request, result.record.why);
      if (how !== 'cancelled') countEnd(how);
    },
    continueAsNew(memory) {
      aws.cancel();
      return continueAsNew<TeardownModel<Memory>>(request, { ...memory, seen: undefined });
    },
  };
}

/** Logs and counts what has changed. */
function record(
  { projectVersionArn, requestedBy, reason }: TeardownRequest,
  before: Memory,
  after: Memory,
): void {
  const step = after.steps.at(-1);
  if (step !== undefined && step !== before.steps.at(-1)) {
    log.info('teardown step', { ...step, projectVersionArn, requestedBy, reason });
  }
  if (after.undone > before.undone) countUndone();
  const hasStopped = after.sent?.call === 'stop' && after.sent.answer === 'accepted';
  if (hasStopped && before.sent?.answer === 'awaited') recordTimeToStop(after.startedAt);
}

function warnUnrecorded({ projectVersionArn, requestedBy, reason }: TeardownRequest, why: string): void {
  log.warn('deleted without a record', { why, projectVersionArn, requestedBy, reason });
}

/** Upserts who asked and why into the memo, for visibility. Our own client sets it at the start, without an event. */
function keepMemo(request: TeardownRequest): void {
  const memo = workflowInfo().memo ?? {};
  const missing = Object.entries(modelMemoOf(request.projectVersionArn, request)).filter(
    ([key, value]) => memo[key] !== value,
  );
  if (missing.length > 0) upsertMemo(Object.fromEntries(missing));
}
