// The safety rules of a teardown, written from what it promises and not from its code. Rule 9, the share of AWS's quota,
// is not the core's.
import type { Ask } from '../../../workflows/model/next-action.js';
import type { RunAsk } from '../../../workflows/shared/run-state.js';
import { MOVING, type Witness } from './witness.js';
import type { World } from './world.js';

// "You can't delete a project version if it is running or if it is training" (DeleteProjectVersion): what is known to do
// neither.
const SAFE = [
  'TRAINING_COMPLETED',
  'TRAINING_FAILED',
  'STOPPED',
  'FAILED',
  'COPYING_COMPLETED',
  'COPYING_FAILED',
  'DEPRECATED',
  'EXPIRED',
];
/** Which rule is broken by what has happened, in words; undefined if none is. */
export function rulesBroken(before: World, after: World): string | undefined {
  const { witness } = before;
  if (after.witness.decided.length > witness.decided.length && (witness.cancelled || witness.late)) {
    return '13: a decision was accepted by a run that is ending';
  }
  if (after.witness.decided.length > witness.decided.length && witness.lastSeen === 'GONE') {
    return '13: a decision was accepted, and the model is gone';
  }
  const { doing } = after;
  if (doing === undefined) return undefined;
  if (doing === before.doing) return stillInLine(after);
  const then = { ...after, witness: after.before ?? after.witness };
  if (after.end !== undefined) return atEnd(after.end, then);
  if (doing.ask === 'record') return atRecording(then);
  if (doing.ask === 'send') return atSending(doing, then);
  if (rests(doing) && then.witness.inDoubt) return '14: rests upon a change that is not settled';
  return isIdle(doing, then) ? '8: a model that runs is billed, and nothing is done' : undefined;
}

/** What people were promised, a cancel and the deadline end a call that AWS has not accepted yet. */
function stillInLine({ doing, interrupted, witness: it }: World): string | undefined {
  if (doing?.ask === 'record' && (it.late || (it.cancelled && !doing.isLast))) {
    return '7: waits for S3 after a cancel or the deadline';
  }
  if (doing?.ask !== 'send' || doing.call === 'start' || interrupted) return undefined;
  if (it.restore) return `13: ${doing.call} stays in line after a restore`;
  if (it.paused) return `13: ${doing.call} stays in line after a pause`;
  return it.cancelled || it.late
    ? `7: ${doing.call} stays in line after a cancel or the deadline`
    : undefined;
}

function atSending(
  { call, model }: Extract<Ask, { ask: 'send' }>,
  { witness: it, request, aws, memory, now }: World,
) {
  if (model.projectVersionArn !== request.projectVersionArn) return '1: another ARN';
  if (!it.fresh) return `2: ${call} without a fresh look`;
  if (call !== 'delete' && aws.feature !== 'CUSTOM_LABELS') return `4: ${call} of an adapter`;
  if (call === 'start') {
    if (!it.restore) return '13: Start that nobody has asked for';
    return it.lastSeen === 'STOPPED' ? undefined : `3: Start upon ${it.lastSeen}`;
  }
  if (memory.readAt !== it.readAt) return `2: ${call} is said to rest on another look`;
  if (call === 'stop' && it.lastSeen !== 'RUNNING') return `3: Stop upon ${it.lastSeen}`;
  if (call === 'delete' && !SAFE.includes(it.lastSeen ?? '')) return `3: Delete upon ${it.lastSeen}`;
  if (it.cancelled) return `7: ${call} after a cancel`;
  if (it.late) return `7: ${call} after the deadline`;
  if (!it.tagsRead) return `12: ${call} though the guards were not read, or protect it`;
  if (it.restore || it.rejected) return `13: ${call} after a restore or a rejection`;
  if (!it.approved) return `13: ${call} without approval`;
  if (it.paused) return `13: ${call} while paused`;
  if (call === 'delete' && request.gracePeriod !== undefined && now < (it.keepUntil ?? Infinity)) {
    return '13: Delete of a model that is kept';
  }
  if (it.sign) return `15: ${call} of a model that somebody has started since it is held`;
  const isLeft =
    it.selectedIn &&
    // After a Stop or a Delete of this run, the model is expected in other statuses.
    !it.mayHaveStopped &&
    !it.deletionShown &&
    !it.selectedIn.includes(it.lastSeen ?? '');
  return isLeft ? `15: ${call} of a model that has left the statuses it was selected in` : undefined;
}

/** The record says that the model is deleted, by this run. */
function atRecording({ witness: it, aws }: World): string | undefined {
  if (aws.status !== 'GONE' || it.lastSeen !== 'GONE') return '6: a record of a model that AWS lists';
  return it.deleteSent ? undefined : '6: a record without Delete';
}

/** Returns how an end as "deleted" is at odds with the record in S3. */
function recordBroken({ records, memory, witness: it }: World): string | undefined {
  if (memory.record?.written === true && !it.hasRecord) return '6: "recorded", and S3 has no record';
  const mayLack = records !== 'required' || it.cancelled || it.late;
  return it.hasRecord || mayLack ? undefined : '6: "deleted" without the record that is required';
}

/** Returns whether only people, or a time that may be days away, end what the run does. */
function rests(doing: Ask | RunAsk): boolean {
  if (doing.ask === 'pause') return doing.for !== 'settling';
  return doing.ask === 'wait' && doing.for === 'reclaimed';
}

/** A model that runs, may be stopped, and is not: nobody is asked, and AWS has refused nothing. */
function isIdle(doing: Ask | RunAsk, { witness: it, aws, request }: World): boolean {
  if (doing.ask === 'backOff' && it.refused) return false;
  // For the seconds in which a read may be from before a change of its own.
  if (doing.ask === 'pause' && doing.for === 'settling') return false;
  const mayStop = it.approved && !it.paused && !it.restore && !it.rejected && !it.sign && !it.cancelled;
  const isWaiting = doing.ask === 'wait' || doing.ask === 'pause' || doing.ask === 'backOff';
  return (
    isWaiting &&
    it.fresh &&
    it.lastSeen === 'RUNNING' &&
    it.tagsRead &&
    !it.mayBeLate &&
    mayStop &&
    aws.feature === 'CUSTOM_LABELS' &&
    request.ifRunning === 'stop'
  );
}

function atEnd(end: string, world: World): string | undefined {
  const { witness: it, aws, request } = world;
  const isGone = aws.status === 'GONE';
  switch (end) {
    case 'deleted':
    case 'alreadyGone':
      if (!isGone || it.lastSeen !== 'GONE') return `6: "${end}" of a model that AWS lists`;
      if (it.restore) return `13: "${end}" after a restore was promised`;
      if (end === 'deleted') return it.deleteSent ? recordBroken(world) : '6: "deleted" without Delete';
      return it.ownDeletion ? '5: "alreadyGone" of what this run has deleted' : undefined;
    case 'cancelled':
      if (!it.cancelled) return '13: cancelled by nobody';
      if (it.ownDeletion && ['DELETING', 'GONE'].includes(aws.status))
        return '7: cancelled while it is deleted';
      return it.restore && it.downByUs && !it.startAccepted
        ? '13: a restore was promised and not done'
        : undefined;
    case 'restored':
      if (!it.restore) return '13: restored for nobody';
      return it.downByUs ? '14: "restored" of a model that this run has stopped' : undefined;
    case 'reclaimed':
      return it.restore ? '13: reclaimed after a restore was promised' : undefined;
    case 'rejected':
      if (it.approved && !it.rejected && request.approval === undefined) return '13: rejected by nobody';
      return it.mayHaveStopped || it.ownDeletion ? '13: "rejected", and something was changed' : undefined;
    case 'AccessDenied':
      return it.acted || it.restore ? '16: a denial has ended it after something was changed' : undefined;
    case 'InvalidRequest':
      if (it.acted) return '16: an invalid call has ended it after something was changed';
      return it.restore && it.calledInvalid !== 'start'
        ? '13: a restore was promised and not done'
        : undefined;
    case 'DeadlineExceeded':
      if (!it.late) return '13: late without a deadline';
      if (it.lastSeen === 'GONE' && it.deleteSent && !it.restore) return '6: late, and deleted before';
      return it.restore && !mayEndUnrestored(world) ? '13: a restore was promised and not done' : undefined;
    case 'ModelRunning':
      return request.ifRunning === 'fail' && MOVING.includes(it.lastSeen ?? '')
        ? undefined
        : '2: ModelRunning';
    case 'ModelProtected':
      if (it.restore) return '13: refused after a restore was promised';
      return aws.isProtected ? undefined : '12: protected by nothing';
    case 'UnexpectedStatus':
      return isExpected(world) ? `3: an end as unexpected, of ${it.lastSeen}` : undefined;
    default:
      return `2: ended as ${end}`;
  }
}

/**
 * Returns whether AWS refuses to start the model or to describe it, or the server leaves the run no time. The run says that
 * nothing is confirmed.
 */
function mayEndUnrestored({ witness: it, memory }: World): boolean {
  return memory.expiresAt !== undefined || it.refused || it.lookDenied;
}

function isExpected(world: World): boolean {
  const { witness: it } = world;
  const { restore, lastSeen = '', selectedIn } = it;
  if (restore) return isRestoring(it) && !(it.cancelled && mayEndUnrestored(world));
  if (selectedIn && !selectedIn.includes(lastSeen)) return false;
  return [...SAFE, ...MOVING, 'DELETING', 'TRAINING_IN_PROGRESS'].includes(lastSeen);
}

/** A model that AWS has started does not stop by itself, and a read may be from before the start. */
function isRestoring({ lastSeen = '', startAccepted, mayBeLate }: Witness): boolean {
  if (['STARTING', 'RUNNING'].includes(lastSeen)) return true;
  return ['STOPPING', 'STOPPED'].includes(lastSeen) && (!startAccepted || mayBeLate);
}
