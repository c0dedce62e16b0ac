import type { Call } from '../../emulator/emulator.js';
import {
  changesOf,
  did,
  isAnswered,
  looksAt,
  restartsOf,
  startBefore,
  tookEffect,
  tooLateAfter,
  type Case,
  type Check,
} from './case.js';
import type { Done, End } from './journal.js';

/** From which Delete is sent, and nothing else but Stop leads there. */
const DELETABLE = [
  'TRAINING_COMPLETED',
  'TRAINING_FAILED',
  'STOPPED',
  'FAILED',
  'COPYING_COMPLETED',
  'COPYING_FAILED',
  'DEPRECATED',
  'EXPIRED',
];
/** Rounds in which a model was seen running, and nothing kept it from being stopped. */
const MOST_IDLE_ROUNDS = 3;

/** Whether each change to a model was one that may be made at that moment. */
export function judgeChanges(it: Case, end: End, check: Check): void {
  const changes = changesOf(it);
  for (const [index, change] of changes.entries()) {
    const another = changes.slice(0, index).findLast(({ operation }) => operation !== change.operation);
    const began = startBefore(it, change.at);
    judgeOne(it, change, Math.max(began, another?.at ?? 0), check);
  }
  judgeTimes(it, end, changes, check);
  check(
    idleRounds(it) < MOST_IDLE_ROUNDS,
    'rule 8',
    'not stopped, though it was seen running again and again',
  );
  const started = changes.findIndex((call) => call.operation === 'StartProjectVersion' && tookEffect(call));
  const since = startBefore(it, changes[started]?.at ?? 0);
  const after =
    started < 0 ? [] : changes.slice(started + 1).filter((call) => startBefore(it, call.at) === since);
  check(
    after.every((call) => call.operation === 'StartProjectVersion' || !tookEffect(call)),
    'rule 5',
    'stopped or deleted after it was started again',
  );
}

/** @param since what was asked before is of no use */
function judgeOne(it: Case, { operation, at, input }: Call, since: number, check: Check): void {
  const { acts, named } = it;
  const { terms, feature } = named.scenario;
  const looks = looksAt(it).filter((look) => look.at >= since && look.at <= at);
  check(looks.length > 0, 'rule 2', `${operation} without a look`);
  check(terms.dryRun !== true, 'rule 12', `${operation} by a dry run`);
  if (operation === 'StartProjectVersion') {
    const { MinInferenceUnits } = JSON.parse(input) as { readonly MinInferenceUnits: number };
    check(did(acts, 'restore') !== undefined, 'rule 7', 'started, and nobody asked for it');
    check(MinInferenceUnits === named.minInferenceUnits, 'rule 7', `started with ${MinInferenceUnits} units`);
  }
  check(
    feature === 'CUSTOM_LABELS' || operation.startsWith('Delete'),
    'rule 4',
    `${operation} of an adapter`,
  );
  if (operation === 'StartProjectVersion') return;
  const safe = operation === 'StopProjectVersion' ? ['RUNNING'] : DELETABLE;
  check(
    looks.some(({ status }) => safe.includes(status)),
    'rule 3',
    `${operation} upon ${looks.map(({ status }) => status).join()}`,
  );
  const approved = did(acts, 'approve');
  check(
    terms.approval === undefined || (approved !== undefined && at >= approved.from),
    'rule 12',
    `${operation} without an approval`,
  );
  for (const arn of [it.arn, named.projectArn]) {
    const reads = tagReads(it, arn).filter((call) => call.at <= at);
    const last = reads.findLast(isAnswered);
    check(last !== undefined && last.at >= since, 'rule 12', `${operation} without the tags of ${arn}`);
    const isProtected = acts.some(
      ({ act, arn: of, to }) => act === 'protect' && of === arn && to !== undefined && to < (last?.at ?? 0),
    );
    check(!isProtected, 'rule 12', `${operation}, though AWS had reported that ${arn} is protected`);
    const failed = reads.filter((call) => call.at > (last?.at ?? 0));
    check(
      failed.length < 2 || named.scenario.whole,
      'rule 12',
      `${operation} after ${failed.length} reads of tags failed`,
    );
  }
}

function tagReads({ calls, projectCalls, arn }: Case, of: string): readonly Call[] {
  return (of === arn ? calls : projectCalls).filter(
    ({ operation, input }) => operation === 'ListTagsForResource' && input.includes(`"${of}"`),
  );
}

/** No change is sent once nobody is there any more who could want it. */
function judgeTimes(it: Case, end: End, changes: readonly Call[], check: Check): void {
  const { acts, named } = it;
  const isOrderly = !['TIMED_OUT', 'TERMINATED'].includes(end.how);
  const last = changes.at(-1);
  check(
    last === undefined || last.at <= tooLateAfter(end.at, isOrderly),
    'rule 14',
    `${last?.operation} was sent after its end`,
  );
  if (named.scenario.whole) return;
  for (const { act, from, to = from } of restartsOf(it)) {
    const late = changes.find(({ at }) => at > tooLateAfter(from, false) && at < to);
    check(
      late === undefined || act !== 'terminate',
      'rule 14',
      `${late?.operation} was sent after its run was ended`,
    );
  }
  const cancel = acts.find(
    (it2): it2 is Done & { to: number } => it2.act === 'cancel' && it2.to !== undefined,
  );
  if (!cancel || startBefore(it, Infinity) > cancel.from) return;
  const limit = tooLateAfter(cancel.to, false);
  const deleting = changes.some(({ operation, at }) => operation === 'DeleteProjectVersion' && at <= limit);
  const late = changes.find(({ operation, at }) => operation !== 'StartProjectVersion' && at > limit);
  check(
    late === undefined || deleting,
    'rule 7',
    `${late?.operation} was first sent after an accepted cancel`,
  );
}

/** How often a model that nothing keeps from being stopped was seen running, its guards were read, and nothing came of it. */
function idleRounds(it: Case): number {
  const { named, acts, troubles } = it;
  const { terms, whole } = named.scenario;
  const isAsked = terms.approval ?? terms.ifServing ?? terms.dryRun ?? terms.ifRunning === 'fail';
  const harmless = ['checkNow', 'postpone', 'restore', 'deleteNow'];
  if (isAsked || whole || named.status !== 'RUNNING' || acts.some(({ act }) => !harmless.includes(act)))
    return 0;
  const stopped = changesOf(it)[0]?.at ?? it.end?.at ?? 0;
  const calm = (from: number, to: number) => troubles.every((one) => one.to < from || one.from > to);
  const looks = looksAt(it).filter(({ at, status }) => at < stopped && status === 'RUNNING');
  let rounds = 0;
  for (const [index, { at }] of looks.entries()) {
    const next = looks[index + 1]?.at;
    if (next === undefined || !calm(at - 1000, next)) continue;
    const both = [it.arn, named.projectArn].every((arn) =>
      tagReads(it, arn).some((call) => isAnswered(call) && call.at > at && call.at < next),
    );
    if (both) rounds += 1;
  }
  return rounds;
}
