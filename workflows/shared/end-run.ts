import { CancelledFailure } from '@temporalio/workflow';
import { failure } from './failures.js';
import { withNews } from './news.js';
import type { Notifications } from './notifications.js';
import type { Body, Core, Kind, Run } from './run-core.js';
import { iso, type RunAsk } from './run-state.js';

/** A run, and what its end needs. */
export interface Course<K extends Kind> {
  readonly core: Core<K>;
  readonly body: Body<K>;
  readonly run: Run<K>;
  readonly notifications: Notifications<K>;
}

/** Ends a run: remembers how, and sends its last news. */
export async function end<K extends Kind>(
  { core, body, run, notifications }: Course<K>,
  how: string,
  result?: K['result'],
): Promise<void> {
  const since = iso(Date.now());
  const done = { ended: how, phase: 'done', since, waitingFor: `nothing: ${how}`, nextLook: undefined };
  run.change({ ...run.memory, ...done });
  body.ended?.(how, result);
  const news = core.newsOfEnd(run.memory, result);
  if (news) run.change(withNews(run.memory, news, Date.now()));
  await notifications.flushed();
}

/** Ends a run with a failure, or as cancelled. */
export async function fail<K extends Kind>(
  course: Course<K>,
  ask: Extract<RunAsk, { ask: 'fail' | 'cancel' }>,
): Promise<never> {
  if (ask.ask === 'cancel') {
    await end(course, 'cancelled');
    throw new CancelledFailure('The run was cancelled.');
  }
  const { type, message } = ask;
  const { run } = course;
  run.change({ ...run.memory, failure: { type, message } });
  await end(course, type);
  throw failure(type, message);
}

/** Returns whether a run ends without a result. */
export function isEnd(ask: Kind['ask']): ask is Extract<RunAsk, { ask: 'fail' | 'cancel' }> {
  return ask.ask === 'fail' || ask.ask === 'cancel';
}
