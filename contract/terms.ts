import { durationMs, isDuration, type Duration } from './duration.js';

/** Fields that name what to tear down, who is asking and why. All other fields of a request are its terms. */
const NO_TERMS = [
  'projectVersionArn',
  'projectArn',
  'projectName',
  'accountId',
  'region',
  'requestedBy',
  'reason',
] as const;

/** Terms of a request to tear down a model, with defaults: all fields except the ARNs, `requestedBy` and `reason`. */
export interface TeardownTerms {
  readonly dryRun: boolean;
  readonly ifRunning: 'stop' | 'fail';
  readonly ifServing: 'ignore' | 'ask' | 'fail';
  readonly ifTraining: 'wait' | 'fail';
  readonly approval?: { readonly required: boolean; readonly timeout: Duration };
  readonly gracePeriod?: Duration;
  readonly protectTag: string;
  readonly deadline?: Duration;
}

/** Terms of a request to tear down a project, with defaults: all fields except its names, `requestedBy` and `reason`. */
export interface ProjectTerms extends TeardownTerms {
  readonly maxParallel: number;
}

/** Returns the terms of a parsed request. */
export function termsOf<Request extends object>(request: Request): Omit<Request, (typeof NO_TERMS)[number]> {
  const names: readonly string[] = NO_TERMS;
  const terms = Object.entries(request).filter(([name]) => !names.includes(name));
  return Object.fromEntries(terms) as Omit<Request, (typeof NO_TERMS)[number]>;
}

/** A running teardown, and the request that it was started with. */
export interface RunningTeardown {
  readonly arn: string;
  readonly workflowId: string;
  /** Undefined if it can't be read. */
  readonly request: object | undefined;
}

/**
 * Compares a request with the request of a running teardown.
 *
 * @returns one line that names the terms of both and what to do, or undefined if they are the same
 */
export function conflictWith(
  { arn, workflowId, request }: RunningTeardown,
  asked: object,
): string | undefined {
  const already = `${arn} is already being torn down by the workflow ${workflowId},`;
  const remedy = 'join the running teardown as it is (joinAny, --join), or cancel it and start again.';
  if (request === undefined) return `${already} with terms that can't be read here. To go on, ${remedy}`;
  const [running, wanted] = [termsOf(request), termsOf(asked)];
  const names = [...new Set([...Object.keys(running), ...Object.keys(wanted)])];
  const others = names.filter(
    (name) => comparable(valueOf(running, name)) !== comparable(valueOf(wanted, name)),
  );
  if (others.length === 0) return undefined;
  const inWords = (terms: object) =>
    others.map((name) => `${name} ${JSON.stringify(valueOf(terms, name)) ?? 'none'}`).join(', ');
  return `${already} with different terms: it runs with ${inWords(running)}; you requested ${inWords(wanted)}. Request the same terms, ${remedy}`;
}

function valueOf(terms: object, name: string): unknown {
  return (terms as Record<string, unknown>)[name];
}

/** Returns a value as text, in which equal durations such as "24h" and "1d" are the same. */
function comparable(value: unknown): string | undefined {
  return JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'string' && isDuration(field) ? durationMs(field) : field,
  );
}
