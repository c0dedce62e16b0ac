import assert from 'node:assert/strict';
import { eventually } from '../eventually.js';
import { runCompiled, type Command } from './compiled-command.js';

/** The compiled worker, as `npm run worker` starts it. */
export function startWorkerProcess(env: NodeJS.ProcessEnv): Command {
  return runCompiled('worker/main', [], env);
}

/** Waits until the worker says that it polls. */
export function untilPolling(worker: Command): Promise<void> {
  return eventually(() => assert.match(worker.out(), /connected to .* polling task queue/));
}
