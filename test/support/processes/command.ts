import { runCompiled } from './compiled-command.js';
import type { Harness } from '../temporal/harness.js';

/** The command `teardown`, for the worker of a harness. */
export function commandOn(harness: () => Pick<Harness, 'taskQueue'>) {
  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    runCompiled('client/commands/main', args, { TEARDOWN_TASK_QUEUE: harness().taskQueue, ...env });
  const run = async (...args: readonly string[]) => {
    const command = start(args);
    const code = await command.ended;
    return { code, out: command.out(), err: command.err() };
  };
  return { start, run };
}
