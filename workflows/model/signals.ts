import { setHandler } from '@temporalio/workflow';
import { parseDecision } from '../../contract/model/decision.js';
import { checkNowSignal, DESCRIPTIONS, pauseSignal, resumeSignal } from '../shared/messages.js';
import type { Run } from '../shared/run-core.js';
import type { Model } from './core.js';
import { pausedOr } from './decision-rules.js';

/** Handles `checkNow`, `pause` and `resume`. Decisions that come as signals are in shared/decision-handlers. */
export function handleSignals(run: Run<Model>): void {
  setHandler(checkNowSignal, () => run.wake(), { description: DESCRIPTIONS.checkNow });
  const pause = (paused: boolean) => (input: unknown) => {
    const parsed = parseDecision('approve', input);
    run.change(pausedOr(run.memory, paused, parsed.ok ? parsed.input : {}, Date.now()));
    run.wake();
  };
  setHandler(pauseSignal, pause(true), { description: DESCRIPTIONS.pause });
  setHandler(resumeSignal, pause(false), { description: DESCRIPTIONS.resume });
}
