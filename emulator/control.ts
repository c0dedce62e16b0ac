import type { Call } from './emulator.js';
import type { Fault, Faults } from './faults.js';
import type { Seeds } from './seeds.js';

/** What tests in any language can do to an emulator, over HTTP. */
export interface Controlled {
  readonly seeds: Seeds;
  readonly faults: Faults;
  readonly calls: readonly Call[];
}

const PREFIX = '/_emulator/';

const SEEDS = [
  'addProject',
  'addModel',
  'addDataset',
  'addPolicy',
  'removeProject',
  'projectExists',
  'statusOf',
  'setStatus',
  'setDatasetStatus',
  'addDetections',
  'setTags',
] as const satisfies readonly (keyof Seeds)[];

/**
 * Answers a request to control the emulator: `GET /_emulator/calls`, or `POST /_emulator/NAME` with a JSON array of the
 * arguments of a function of `Seeds`, or of `addFault` or `clearFaults`. Returns undefined for any other request.
 */
export async function answerControl(
  { seeds, faults, calls }: Controlled,
  url: string | undefined,
  body: string,
): Promise<{ readonly statusCode: number; readonly body: object } | undefined> {
  if (!url?.startsWith(PREFIX)) return undefined;
  const name = url.slice(PREFIX.length);
  if (name === 'calls') return { statusCode: 200, body: calls };
  const seed = SEEDS.find((it) => it === name);
  if (seed === undefined && name !== 'addFault' && name !== 'clearFaults') {
    const names = ['calls', ...SEEDS, 'addFault', 'clearFaults'].join(', ');
    return { statusCode: 404, body: { error: `There is no "${name}". There are: ${names}.` } };
  }
  try {
    const input = argumentsOf(body);
    if (seed !== undefined) {
      const act: (...args: never[]) => Promise<unknown> = seeds[seed];
      return { statusCode: 200, body: { result: (await act(...(input as never[]))) ?? null } };
    }
    if (name === 'addFault') faults.add(input[0] as Fault);
    else faults.clear();
    return { statusCode: 200, body: { result: null } };
  } catch (error) {
    return { statusCode: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

function argumentsOf(body: string): readonly unknown[] {
  const input: unknown = JSON.parse(body || '[]');
  if (!Array.isArray(input)) throw new Error('The body must be a JSON array of the arguments.');
  return input;
}
