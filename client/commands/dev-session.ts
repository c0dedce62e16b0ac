import { once } from 'node:events';
import { checkNoKmsKeys } from '../../codec/keyring.js';
import { startDevStack, type DevStack } from '../../local-stack/dev-stack.js';
import { Detached } from './exit-codes.js';

/**
 * Starts the stack, does the work in it, and always stops it afterwards.
 *
 * @param work receives a signal that Ctrl-C aborts
 * @throws InvalidKeysError before anything is started, if the worker and the clients could not load their keys
 * @throws Detached on Ctrl-C before the stack is up; its parts then end with this process
 */
export async function inDevStack(
  say: (line: string) => void,
  work: (stack: DevStack, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  checkNoKmsKeys();
  const stop = new AbortController();
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => stop.abort());
  const stack = await Promise.race([startDevStack(say), stopped]);
  if (!stack) throw new Detached('Stopped.');
  try {
    await work(stack, stop.signal);
  } finally {
    await stack.stop();
  }
}

/**
 * Waits for Ctrl-C.
 *
 * @throws Error if a part of the stack exits by itself
 */
export async function keepUp({ broken }: DevStack, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  const line = await Promise.race([broken, once(stop, 'abort').then(() => undefined)]);
  if (line !== undefined) throw new Error(line);
}
