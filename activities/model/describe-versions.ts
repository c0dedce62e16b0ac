import { DescribeProjectVersionsCommand } from '@aws-sdk/client-rekognition';
import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';
import type { ModelDescription } from '../../contract/model/description.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { AwsAccess } from '../aws/access.js';
import { NoAnswer } from '../aws/answer-gate.js';
import type { ReadOptions } from '../aws/call.js';
import { failureOf } from '../aws/errors.js';
import { list } from '../aws/list.js';
import { ALL } from '../aws/names-to-ask-for.js';
import { findProject } from '../project/describe-project.js';
import { modelDescription } from './model-description.js';

export interface Versions {
  /** When AWS was asked for the first page, in epoch milliseconds. */
  readonly since: number;
  readonly versions: ReadonlyMap<ProjectVersionArn, ModelDescription>;
  readonly pages: number;
}

const ACTION = 'rekognition:DescribeProjectVersions';

/**
 * Describes the versions of a project: all of them, which is one page if the project is within AWS's quota of
 * 100 models, or at least those with one name.
 *
 * Returns none if the project is gone, since AWS deletes only empty projects. ResourceNotFoundException does not prove
 * that; DescribeProjects does.
 */
export async function describeVersions(
  aws: AwsAccess,
  projectArn: ProjectArn,
  versionName = ALL,
  { alone = false, ...options }: ReadOptions & { readonly alone?: boolean } = {},
): Promise<Versions> {
  const listed = await list(
    aws,
    {
      action: ACTION,
      what: projectArn,
      key: projectArn,
      name: versionName,
      alone,
      ask: async ({ names: VersionNames, NextToken }, http) => {
        const query = { ProjectArn: projectArn, ...omitUndefined({ VersionNames, NextToken }) };
        const page = await aws.rekognition.send(new DescribeProjectVersionsCommand(query), http);
        const items = (page.ProjectVersionDescriptions ?? []).map((version) =>
          modelDescription(
            { projectVersionArn: version.ProjectVersionArn as ProjectVersionArn, projectArn },
            version,
          ),
        );
        return { items, next: page.NextToken };
      },
    },
    options,
  );
  if (listed !== 'unknown') {
    return {
      versions: new Map(listed.items.map((model) => [model.projectVersionArn, model])),
      since: listed.since,
      pages: listed.pages,
    };
  }
  if (!(await findProject(aws, { projectArn }, options)).found) {
    return { versions: new Map(), since: Date.now(), pages: 0 };
  }
  const error = new NoAnswer('ResourceNotFoundException, but DescribeProjects lists the project');
  throw failureOf(ACTION, projectArn, error, options.retryDelayMs);
}

/**
 * Lists all models of a project. During a listing of several pages, a model may move to another page, so that no page
 * contains it: everything is listed twice.
 */
export async function listVersions(
  aws: AwsAccess,
  projectArn: ProjectArn,
): Promise<readonly ModelDescription[]> {
  // Before the line of calls: by the end of it, the description of the project would be too old.
  const options = { first: true };
  const listed = await describeVersions(aws, projectArn, ALL, options);
  if (listed.pages <= 1) return [...listed.versions.values()];
  const again = await describeVersions(aws, projectArn, ALL, options);
  return [...new Map([...listed.versions, ...again.versions]).values()];
}
