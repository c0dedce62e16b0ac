import type { Call } from './emulator.js';
import { FAULT_KINDS, type Fault, type Faults } from './faults.js';
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
  'addBucket',
  'putObject',
  'objectsIn',
  'addEventBus',
  'eventsOn',
] as const satisfies readonly (keyof Seeds)[];

/** Returns what can be done, by name. */
function actionsOf({ seeds, faults }: Controlled): ReadonlyMap<string, (...input: never[]) => unknown> {
  return new Map<string, (...input: never[]) => unknown>([
    ...SEEDS.map((name) => [name, seeds[name]] as const),
    ['addFault', (input: unknown) => void faults.add(faultOf(input))],
    ['clearFaults', () => faults.clear()],
  ]);
}

/**
 * Answers a request to control the emulator: `GET /_emulator/calls`, or `POST /_emulator/NAME` with a JSON array of the
 * arguments of a function of `Seeds`, or of `addFault` or `clearFaults`. Returns undefined for any other request.
 */
export async function answerControl(
  controlled: Controlled,
  url: string | undefined,
  body: string,
): Promise<{ readonly statusCode: number; readonly body: object } | undefined> {
  if (!url?.startsWith(PREFIX)) return undefined;
  const name = url.slice(PREFIX.length);
  if (name === 'calls') return { statusCode: 200, body: controlled.calls };
  const actions = actionsOf(controlled);
  const act = actions.get(name);
  if (act === undefined) {
    const names = ['calls', ...actions.keys()].join(', ');
    return { statusCode: 404, body: { error: `There is no "${name}". There are: ${names}.` } };
  }
  try {
    const result = await act(...(argumentsOf(body) as never[]));
    return { statusCode: 200, body: { result: result ?? null } };
  } catch (error) {
    return { statusCode: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

const KINDS: readonly unknown[] = FAULT_KINDS;
// All but `when`, which is a function.
const FIELDS = ['kind', 'operation', 'about', 'after', 'times', 'rate'] satisfies readonly (keyof Fault)[];

/** A misspelled fault would never meet a call, and the test that adds it would prove nothing. */
function faultOf(input: unknown): Fault {
  const fault = (input ?? {}) as Fault;
  const { kind } = fault;
  const isError = typeof kind === 'object' && typeof kind?.code === 'string';
  if (!isError && !KINDS.includes(kind)) {
    throw new Error(
      `There is no fault of the kind ${JSON.stringify(kind)}. There are: ${FAULT_KINDS.join(', ')}, and any error, as {"code": NAME}.`,
    );
  }
  const unknown = Object.keys(fault).find((field) => !(FIELDS as readonly string[]).includes(field));
  if (unknown !== undefined) {
    throw new Error(`A fault has no "${unknown}". It has: ${FIELDS.join(', ')}.`);
  }
  return fault;
}

function argumentsOf(body: string): readonly unknown[] {
  const input: unknown = JSON.parse(body || '[]');
  if (!Array.isArray(input)) throw new Error('The body must be a JSON array of the arguments.');
  return input;
}
