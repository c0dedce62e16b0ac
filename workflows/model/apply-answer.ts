import type { Answer } from '../../contract/activities.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import { troubleOf } from '../../contract/trouble.js';
import type { Failed } from '../shared/failures.js';
import { answered, isNoAnswer, type NoAnswer, type Sent } from '../shared/sent-change.js';
import { backedOff, failedForMinutes, NO_TROUBLE, rejected } from '../shared/trouble.js';
import { logSeen } from './log-seen.js';
import { CHANGES, forgotten, type Call, type Memory, type Refused } from './state.js';

function refusal(memory: Memory, refused: Refused): Memory {
  return { ...forgotten(memory), refused };
}

/** Returns the memory after AWS's answer to the change that was sent. */
export function tookAnswer(
  request: TeardownRequest,
  memory: Memory,
  answer: Answer | NoAnswer,
  now: number,
): Memory {
  const { sent } = memory;
  if (sent === undefined) return memory;
  const left = answered(sent, answer, now);
  const perhaps = maybeChanged({ ...memory, sent: left }, left);
  if (isNoAnswer(answer)) return forgotten(perhaps);
  const { action, during } = CHANGES[sent.call];
  if (!answer.accepted) {
    const { message, because, repeated = false } = answer;
    if (because === 'tooOld' || because === 'denied') {
      return rejected(unlessPromised(forgotten(perhaps)), action, answer, now);
    }
    const invalid = because === 'invalid' && !repeated;
    return refusal(perhaps, { action, from: sent.from, message, invalid });
  }
  // An answer that names the status from before the call says nothing of what it leads to.
  const status = answer.status === sent.from ? during : answer.status;
  const restore = sent.call === 'start' ? 'sent' : memory.restore;
  const { seen } = memory;
  if (typeof seen !== 'object') return perhaps;
  const after: Memory = { ...perhaps, ...NO_TROUBLE, restore, calledInvalid: undefined };
  return logSeen(request, after, { ...seen, status }, sent.call, now);
}

/** Returns the memory after a change that may have been carried out. */
function maybeChanged(memory: Memory, sent: Sent<Call> | undefined): Memory {
  if (sent === undefined) return memory;
  const { stopSent, stopInDoubt } = memory;
  const isStop = sent.call === 'stop';
  return {
    ...memory,
    changed: true,
    stopSent: stopSent || isStop,
    stopInDoubt: isStop ? doubtAfter(memory, sent) : stopInDoubt,
    mayHaveDeleted: memory.mayHaveDeleted || sent.call === 'delete',
  };
}

/** Returns when the last Stop may have been carried out, unless it is known that one was. */
function doubtAfter({ stopSent, stopInDoubt }: Memory, { answer, at }: Sent<Call>): Memory['stopInDoubt'] {
  if (answer === 'accepted' || (stopSent && !stopInDoubt)) return undefined;
  return answer === 'unknown' ? at : stopInDoubt;
}

/** Returns the memory after S3 has not accepted the record for minutes. */
export function unrecorded(memory: Memory, { type, message, action }: Failed, now: number): Memory {
  const isOver = memory.records === 'optional' || memory.cancelled;
  if (isOver) return { ...memory, record: { written: false, why: message } };
  const why = `S3 to accept the record ("${message}")`;
  return backedOff(failedForMinutes(memory), why, { action, reason: troubleOf(type) }, now);
}

/** Returns the memory after a failed call. */
export function afterFailure(memory: Memory, repeated: boolean, now: number): Memory {
  const { sent } = memory;
  const refused = { accepted: false, because: 'invalid', message: '', repeated } as const;
  const left = sent?.answer === 'awaited' ? answered(sent, refused, now) : sent;
  return unlessPromised(maybeChanged({ ...memory, sent: left }, left));
}

/** While a restore or a grace period is promised, no failure is final. */
function unlessPromised(memory: Memory): Memory {
  const isPromised = memory.holdUntil !== undefined || memory.restore !== 'none';
  return { ...memory, changed: memory.changed || isPromised };
}
