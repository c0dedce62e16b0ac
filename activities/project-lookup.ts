import { paginateDescribeProjects } from '@aws-sdk/client-rekognition';
import { couldHold, parseProjectArn, type ProjectArn, type ProjectVersionName } from '../contract/arn.js';
import { FEATURES } from '../contract/model.js';
import type { AwsAccess } from './aws-access.js';
import { callAws } from './aws-errors.js';

/** The projects that could hold a model. Usually one; remembered per worker, since DescribeProjects has a quota too. */
export interface ProjectLookup {
  remembered(model: ProjectVersionName): readonly ProjectArn[] | undefined;
  fresh(aws: AwsAccess, model: ProjectVersionName): Promise<readonly ProjectArn[]>;
}

export function createProjectLookup(): ProjectLookup {
  const known = new Map<string, readonly ProjectArn[]>();
  const key = ({ partition, region, accountId, projectName }: ProjectVersionName) =>
    [partition, region, accountId, projectName].join('/');
  return {
    remembered: (model) => known.get(key(model)),
    async fresh(aws, model) {
      const arns = await projectsByName(aws, model);
      if (arns.length > 0) known.set(key(model), arns);
      else known.delete(key(model));
      return arns;
    },
  };
}

function projectsByName(aws: AwsAccess, model: ProjectVersionName): Promise<readonly ProjectArn[]> {
  // Without Features, AWS lists Custom Labels projects only, and an adapter's project would seem not to exist.
  const query = { ProjectNames: [model.projectName], Features: [...FEATURES] };
  return callAws(aws, 'rekognition:DescribeProjects', model.arn, async (http) => {
    const arns: ProjectArn[] = [];
    for await (const page of paginateDescribeProjects({ client: aws.rekognition }, query, http)) {
      for (const { ProjectArn } of page.ProjectDescriptions ?? []) {
        const project = parseProjectArn(ProjectArn ?? '');
        if (project && couldHold(project, model)) arns.push(project.arn);
      }
    }
    return arns;
  });
}
