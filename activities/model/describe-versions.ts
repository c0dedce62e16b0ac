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
  readonly versions: ReadonlyMap<ProjectVersionArn, ModelDescription>;
  readonly pages: number;
}

const ACTION = 'rekognition:DescribeProjectVersions';
const NONE: Versions = { versions: new Map(), pages: 0 };

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
      pages: listed.pages,
    };
  }
  if (!(await findProject(aws, { projectArn }, options)).found) return NONE;
  const error = new NoAnswer('ResourceNotFoundException, but DescribeProjects lists the project');
  throw failureOf(ACTION, projectArn, error, options.retryDelayMs);
}
