import { parseProjectVersionArn, type ProjectVersionArn } from '../arn.js';
import type { TeardownResult } from './result.js';

/** The record of a deletion: the JSON object that the worker writes to S3 before a run ends as `deleted`. */
export interface TeardownRecord {
  /** The version of this format. Later versions of the worker may add fields to it. */
  readonly format: 1;
  readonly projectVersionArn: ProjectVersionArn;
  /** When the run found that AWS no longer lists the model. ISO 8601 UTC. */
  readonly deletedAt: string;
  /** The workflow ID of the teardown. */
  readonly workflowId: string;
  /** The ID of the run that wrote the record. */
  readonly runId: string;
  /** The result of the run. `finishedAt` is when AWS no longer listed the model: the run ends after the record is written. */
  readonly result: Omit<TeardownResult, 'record'>;
}

/**
 * Returns the key of a model's record below the prefix: `ACCOUNT/REGION/PROJECT/VERSION/CREATED.json`. These are all parts
 * of the ARN, `CREATED` is its timestamp. A model is deleted once, so there is one record for each, whichever run writes it.
 *
 * @throws Error if `arn` is not the ARN of a model
 */
export function recordKey(arn: ProjectVersionArn): string {
  const parts = parseProjectVersionArn(arn);
  if (parts === undefined) throw new Error(`${arn} is not the ARN of a model.`);
  const { accountId, region, projectName, versionName } = parts;
  const created = arn.slice(arn.lastIndexOf('/') + 1);
  return [accountId, region, projectName, versionName, `${created}.json`].join('/');
}

/** Returns the record of a model's deletion, or undefined if the text is anything else. */
export function parseRecord(text: string, arn: ProjectVersionArn): TeardownRecord | undefined {
  const parsed = parsedJson(text) as Partial<TeardownRecord> | null | undefined;
  const isRecord =
    parsed?.format === 1 &&
    parsed.projectVersionArn === arn &&
    parsed.result?.outcome === 'deleted' &&
    parsed.result.projectVersionArn === arn &&
    Array.isArray(parsed.result.steps);
  return isRecord ? (parsed as TeardownRecord) : undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
