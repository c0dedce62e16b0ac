import type { ModelDescription } from '../../contract/model/description.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { withNews } from '../shared/news.js';
import { entered, inSeconds, iso, type RunAsk } from '../shared/run-state.js';
import { sending, type Sent } from '../shared/sent-change.js';
import { NO_TROUBLE } from '../shared/trouble.js';
import { watchesPaused, type Ask } from './next-action.js';
import { CHANGES, holding, type Call, type Memory } from './state.js';
import { trafficInWords } from './traffic.js';
import { WAITS } from './waits.js';

const PAUSED = 'the signal resume';

/** Returns the memory when the workflow begins the next step: what people see, and what must be known before it ends. */
export function begin(memory: Memory, ask: Ask | RunAsk, now: number): Memory {
  switch (ask.ask) {
    case 'send':
      return beginSending(memory, ask.call, ask.model, now);
    case 'wait': {
      const { phase, waitingFor, nextLook } = WAITS[ask.for];
      const calm = { ...memory, ...NO_TROUBLE };
      const held = ask.for === 'reclaimed' ? holding(calm, ask.model.status, ask.until) : calm;
      if (watchesPaused(ask)) return entered(held, 'paused', PAUSED, now, nextLook);
      return memory.restore === 'none'
        ? entered(held, phase, waitingFor, now, nextLook)
        : entered(held, 'restoring', 'AWS to start the model again', now, nextLook);
    }
    case 'pause':
      return beginPause(memory, ask, now);
    case 'record':
      return entered(memory, 'recording', 'S3 to accept the record of the deletion', now);
    case 'backOff': {
      const { why = '' } = memory.backOff ?? {};
      return entered(memory, 'backingOff', why, now, inSeconds(ask.until - now));
    }
    default:
      return memory;
  }
}

function beginSending(begun: Memory, call: Call, { status }: ModelDescription, now: number): Memory {
  const isStart = call === 'start';
  const memory = isStart ? withOwnTrouble(begun) : begun;
  const phase = ({ stop: 'stopping', start: 'restoring', delete: 'deleting' } as const)[call];
  const before = isStart ? lastBefore(memory) : undefined;
  const sent = { ...sending(memory.sent, call, status, now), ...omitUndefined({ before }) };
  return entered({ ...memory, sent }, phase, `AWS to accept ${CHANGES[call].action}`, now);
}

/** Returns the memory without refusals of calls other than Start: a run gives a restore up if AWS refuses Start many times. */
function withOwnTrouble(memory: Memory): Memory {
  const isOwn = memory.trouble?.action === `rekognition:${CHANGES.start.action}`;
  return isOwn ? memory : { ...memory, ...NO_TROUBLE };
}

/**
 * Returns the status before the current one. Only a restore needs it: for a teardown, a read that shows STARTING again is a
 * reason to keep the model.
 */
function lastBefore({ status, steps }: Memory): Sent['before'] {
  const last = steps.at(-1);
  if (last?.to !== status || last?.from === undefined) return undefined;
  return { status: last.from, until: Date.parse(last.at) };
}

function beginPause(memory: Memory, ask: Extract<Ask, { ask: 'pause' }>, now: number): Memory {
  switch (ask.for) {
    case 'approval': {
      const { model, approvalUntil } = memory;
      const because = model?.traffic === undefined ? '' : `: ${trafficInWords(model.traffic)}`;
      const waitingFor = `somebody to approve or reject the teardown${because}`;
      const asked = entered({ ...memory, approvalUntil: ask.until }, 'awaitingApproval', waitingFor, now);
      return approvalUntil === undefined && ask.until !== undefined
        ? withNews(
            asked,
            { type: 'teardown.approvalNeeded', until: iso(ask.until), ...omitUndefined({ model }) },
            now,
          )
        : asked;
    }
    case 'resume':
      return entered(memory, 'paused', PAUSED, now);
    case 'settling': {
      const { action } = CHANGES[memory.sent?.call ?? 'stop'];
      const waitingFor = `AWS to show whether it carried out ${action}`;
      return entered(memory, 'backingOff', waitingFor, now, inSeconds((ask.until ?? now) - now));
    }
    default:
      return ask.for satisfies never;
  }
}
