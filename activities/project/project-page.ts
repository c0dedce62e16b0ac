import { DescribeProjectsCommand, type ProjectDescription as Described } from '@aws-sdk/client-rekognition';
import type { ProjectArn } from '../../contract/arn.js';
import { FEATURES } from '../../contract/model/description.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { ProjectDescription } from '../../contract/project/description.js';
import type { AwsAccess } from '../aws/access.js';

interface PageQuery {
  readonly ProjectNames?: string[];
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** Asks AWS for a page of the projects, of either feature. The only place that sends DescribeProjects. */
export async function projectPage(
  { rekognition }: Pick<AwsAccess, 'rekognition'>,
  query: PageQuery,
  http?: { readonly abortSignal: AbortSignal },
) {
  // Without Features, AWS lists only Custom Labels projects, as if projects of adapters did not exist.
  const command = new DescribeProjectsCommand({ ...query, Features: [...FEATURES] });
  const page = await rekognition.send(command, http);
  return { items: (page.ProjectDescriptions ?? []).map(descriptionOf), next: page.NextToken };
}

function descriptionOf(described: Described): ProjectDescription {
  return {
    projectArn: described.ProjectArn as ProjectArn,
    status: described.Status ?? '',
    // AWS leaves Feature empty for Custom Labels.
    feature: described.Feature || 'CUSTOM_LABELS',
    ...omitUndefined({ createdAt: described.CreationTimestamp?.toISOString() }),
    // In one order, since a wait for a change compares them.
    datasets: (described.Datasets ?? [])
      .map(({ DatasetArn, DatasetType, Status }) => ({
        datasetArn: DatasetArn ?? '',
        type: DatasetType ?? '',
        status: Status ?? '',
      }))
      .toSorted((a, b) => (a.datasetArn < b.datasetArn ? -1 : 1)),
  };
}
