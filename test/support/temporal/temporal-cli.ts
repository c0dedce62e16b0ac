import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { temporalBinary } from '../../../local-stack/temporal-binary.js';

/**
 * Runs Temporal's own command line against the server of the tests, and returns what it wrote.
 *
 * @param command words without spaces in them; what may have some comes in `args`
 */
export async function temporalCli(command: string, ...args: readonly string[]): Promise<string> {
  const binary = await temporalBinary(console.log);
  const { stdout } = await promisify(execFile)(binary, [...command.split(' '), ...args]);
  return stdout;
}
