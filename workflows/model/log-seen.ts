import type { ModelDescription } from '../../contract/model/description.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { Step } from '../../contract/model/result.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { addBounded } from '../shared/bounded-log.js';
import { withNews } from '../shared/news.js';
import { iso, isoIf } from '../shared/run-state.js';
import { endOfGrace, forgotten, holding, mayHaveStopped, withWhatIsLeftOut, type Memory } from './state.js';

const MOST_STEPS = 1000;

/** Takes in a description that is believed: AWS's own, or what its answer to a change makes of the last one. */
export function logSeen(
  request: TeardownRequest,
  memory: Memory,
  seen: ModelDescription,
  by: Step['step'],
  now: number,
): Memory {
  const { status } = seen;
  const deletionBegan = memory.model !== undefined && status === 'DELETING';
  const model = deletionBegan ? memory.model : withWhatIsLeftOut(memory.model, seen);
  const logged = { ...log(memory, status, by, now), seen, model };
  const hasStopped = status === 'STOPPED' && memory.status !== status;
  return hasStopped && mayHaveStopped(memory) && memory.restore === 'none'
    ? stopped(request, logged, now)
    : logged;
}

/** Logs the status as a step of the run, unless it is the last one. */
export function log(memory: Memory, to: string, step: Step['step'], now: number): Memory {
  const { status: from } = memory;
  const next = { ...forgotten(memory), status: to, seenAt: now };
  if (to === from) return next;
  const entry = { at: iso(now), step, ...omitUndefined({ from }), to };
  return { ...next, steps: addBounded(memory.steps, entry, MOST_STEPS) };
}

function stopped(request: TeardownRequest, memory: Memory, now: number): Memory {
  const { gracePeriod } = request;
  const { postponedMs, postponedBeforeStop } = memory;
  const promised = { ...memory, postponedMs: postponedBeforeStop ? postponedMs : undefined };
  const until = gracePeriod === undefined ? undefined : endOfGrace(request, promised, now);
  const held = until === undefined ? memory : holding(memory, 'STOPPED', until);
  const { model } = memory;
  return withNews(
    held,
    { type: 'teardown.stopped', ...omitUndefined({ model, graceEndsAt: isoIf(until) }) },
    now,
  );
}
