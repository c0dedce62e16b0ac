import { did, trueAt, tookEffect, type Case, type Check } from './case.js';
import type { End, Journal } from './journal.js';

/** What the oracle reads of a record. */
export interface Kept {
  readonly projectVersionArn: string;
  /** ISO 8601 UTC. */
  readonly deletedAt: string;
}

export function keptIn({ records }: Journal): readonly Kept[] {
  return Object.values(records()).map((text) => JSON.parse(text) as Kept);
}

/** Whether there is one record of a model that a run has deleted, and none of a model that exists. */
export function judgeRecord(it: Case, end: End, kept: readonly Kept[], check: Check): void {
  const [record, another] = kept.filter(({ projectVersionArn }) => projectVersionArn === it.arn);
  check(another === undefined, 'records', 'two records');
  const { executionTimeout, terms } = it.named.scenario;
  const mayLack =
    end.record?.written === false &&
    (did(it.acts, 'cancel', 'terminate') ?? terms.deadline ?? executionTimeout) !== undefined;
  check(end.how !== 'deleted' || record !== undefined || mayLack, 'records', '"deleted", and no record');
  check(end.record?.written !== true || record !== undefined, 'records', '"recorded", and no record');
  if (record === undefined) return;
  const then = trueAt(end.timeline, Date.parse(record.deletedAt));
  check(then === 'GONE', 'records', `a record of a model that was ${then}`);
}

/** Records of models that nobody named, and those that were written more than once. */
export function judgeRecords({ calls, models, ...journal }: Journal): string[] {
  const strange = Object.entries(journal.records()).flatMap(([key, text]) => {
    const { projectVersionArn } = JSON.parse(text) as Kept;
    return models.has(projectVersionArn) ? [] : [`records: ${key} is of a model that nobody named`];
  });
  const writes = calls.filter((call) => call.operation === 'PutObject' && tookEffect(call));
  const inputs = writes.map(({ input }) => input).toSorted();
  const twice = inputs.filter((input, index) => input === inputs[index + 1]);
  return [...strange, ...twice.map((input) => `records: written more than once: ${input}`)];
}
