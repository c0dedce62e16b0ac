import type { ProjectArn } from '../arn.js';

/** A project as AWS last described it, with its datasets. Times are ISO 8601 UTC; statuses may be newer than the API's list. */
export interface ProjectDescription {
  readonly projectArn: ProjectArn;
  readonly status: string;
  readonly feature: string;
  readonly createdAt?: string;
  readonly datasets: readonly DatasetDescription[];
}

export interface DatasetDescription {
  readonly datasetArn: string;
  readonly type: string;
  readonly status: string;
}

/** A project as AWS described it, or its absence. */
export type ProjectSighting =
  { readonly found: true; readonly project: ProjectDescription } | { readonly found: false };
