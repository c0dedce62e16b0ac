import { durationMs, isDuration, type Duration } from './duration.js';

/** The fields of a request that say what it is about, who asks and why. All others are its terms. */
const NO_TERMS = [
  'projectVersionArn',
  'projectArn',
  'projectName',
  'accountId',
  'region',
  'requestedBy',
  'reason',
] as const;

interface SharedTerms {
  readonly dryRun: boolean;
  readonly ifRunning: 'stop' | 'fail';
  readonly ifServing: 'ignore' | 'ask' | 'fail';
  readonly ifTraining: 'wait' | 'fail';
  readonly approval?: { readonly required: boolean; readonly timeout: Duration };
  readonly gracePeriod?: Duration;
  readonly protectTag: string;
}

/** The fields of a request to tear a model down, with their defaults, besides what it is about, who asks and why. */
export interface TeardownTerms extends SharedTerms {
  readonly deadline?: Duration;
}

/** The fields of a request to tear a project down, with their defaults, besides what it is about, who asks and why. */
export interface ProjectTerms extends SharedTerms {
  readonly maxParallel: number;
}

/** Returns the terms of a request that was parsed. */
export function termsOf<Request extends object>(request: Request): Omit<Request, (typeof NO_TERMS)[number]> {
  const names: readonly string[] = NO_TERMS;
  const terms = Object.entries(request).filter(([name]) => !names.includes(name));
  return Object.fromEntries(terms) as Omit<Request, (typeof NO_TERMS)[number]>;
}

/** A teardown that runs, and the request that it was started with. */
export interface RunningTeardown {
  readonly arn: string;
  readonly workflowId: string;
  /** Undefined if it can't be read. */
  readonly request: object | undefined;
}

/**
 * Compares a request with the one of a teardown that runs.
 *
 * @returns one line that names the terms of both and what to do, or undefined if they are the same
 */
export function conflictWith(
  { arn, workflowId, request }: RunningTeardown,
  asked: object,
): string | undefined {
  const already = `${arn} is being torn down already, by the workflow ${workflowId},`;
  const remedy = 'join whatever runs (joinAny, --join), or cancel it and start again.';
  if (request === undefined) return `${already} on terms that can't be read here. Follow that one: ${remedy}`;
  const [running, wanted] = [termsOf(request), termsOf(asked)];
  const names = [...new Set([...Object.keys(running), ...Object.keys(wanted)])];
  const others = names.filter(
    (name) => comparable(valueOf(running, name)) !== comparable(valueOf(wanted, name)),
  );
  if (others.length === 0) return undefined;
  const inWords = (terms: object) =>
    others.map((name) => `${name} ${JSON.stringify(valueOf(terms, name)) ?? 'none'}`).join(', ');
  return `${already} on other terms: it runs with ${inWords(running)}; you asked for ${inWords(wanted)}. Ask for the same terms, ${remedy}`;
}

function valueOf(terms: object, name: string): unknown {
  return (terms as Record<string, unknown>)[name];
}

/** As text, in which durations are the same if they are equally long: "24h" and "1d". */
function comparable(value: unknown): string | undefined {
  return JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'string' && isDuration(field) ? durationMs(field) : field,
  );
}
