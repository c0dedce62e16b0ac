import { CancelledFailure } from '@temporalio/workflow';
import { failure } from './failures.js';
import { withNews } from './news.js';
import type { Notifications } from './notifications.js';
import type { Body, Core, Kind, Run } from './run-core.js';
import { iso, type AbruptEnd, type RunAsk } from './run-state.js';

/** A run, and what its end needs. */
export interface Course<K extends Kind> {
  readonly core: Core<K>;
  readonly body: Body<K>;
  readonly run: Run<K>;
  readonly notifications: Notifications<K>;
}

/** Ends a run with a result, unless it was rejected and can't say that nothing was changed. */
export async function endWith<K extends Kind>(
  course: Course<K>,
  ask: K['ask'] | RunAsk,
  result: K['result'],
): Promise<K['result']> {
  const { body, run } = course;
  const instead = run.memory.approval === 'refused' ? await body.rejected?.(run) : undefined;
  if (instead) return fail(course, instead);
  await end(course, 'outcome' in ask ? String(ask.outcome) : 'done', result);
  return result;
}

/** Ends a run: remembers how, and sends its last news. */
async function end<K extends Kind>(
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
export async function fail<K extends Kind>(course: Course<K>, ask: AbruptEnd): Promise<never> {
  if (ask.ask === 'cancel') {
    await end(course, 'cancelled');
    throw new CancelledFailure(ask.why ?? 'The run was cancelled.');
  }
  const { type, message } = ask;
  const { run } = course;
  run.change({ ...run.memory, failure: { type, message } });
  await end(course, type);
  throw failure(type, message);
}

/** Returns whether a run ends without a result. */
export function isEnd(ask: Kind['ask']): ask is AbruptEnd {
  return ask.ask === 'fail' || ask.ask === 'cancel';
}
