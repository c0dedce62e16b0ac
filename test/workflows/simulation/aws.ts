/** One model at AWS. */
export interface Aws {
  readonly status: string;
  readonly feature: string;
  readonly isProtected: boolean;
  /** What it was before, and until when: a read may still show that. */
  readonly earlier: readonly { readonly status: string; readonly until: number }[];
}

/** The longest that a read is late in these scenarios, in milliseconds. */
export const LAG_MS = 5000;

/** What AWS brings about by itself. */
export const NATURAL: Readonly<Record<string, readonly string[]>> = {
  TRAINING_IN_PROGRESS: ['TRAINING_COMPLETED'],
  STARTING: ['RUNNING'],
  STOPPING: ['STOPPED'],
  DELETING: ['GONE', 'STOPPED'],
};

/** When AWS accepts a call. It deletes nothing that runs or trains. */
export const AWS_ALLOWS: Readonly<Record<'stop' | 'start' | 'delete', readonly string[]>> = {
  start: ['STOPPED', 'TRAINING_COMPLETED'],
  stop: ['RUNNING'],
  delete: ['STOPPED', 'TRAINING_COMPLETED', 'FAILED'],
};

/** When what the run reads next may have been read at the earliest: the answer to a look may come late. */
export function readSince({
  doing,
  now,
}: {
  readonly doing?: { readonly ask: string; readonly at?: number } | undefined;
  readonly now: number;
}): number {
  return doing?.at ?? now;
}

/** What a read can show now. */
export function readable({ status, earlier }: Aws, now: number): string[] {
  const late = earlier.filter(({ until }) => until > now - LAG_MS).map((it) => it.status);
  return [...new Set([status, ...late])];
}

/** Returns why a change was rejected, or not sent. */
export function becauseOf(what: string): 'inUse' | 'tooOld' | 'denied' | 'invalid' {
  if (what === 'invalid') return 'invalid';
  if (what.startsWith('denied')) return 'denied';
  return what.includes('too old') ? 'tooOld' : 'inUse';
}
