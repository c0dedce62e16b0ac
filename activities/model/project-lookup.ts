import { couldHold, parseProjectArn, type ProjectArn, type ProjectVersionName } from '../../contract/arn.js';
import type { AwsAccess } from '../aws/access.js';
import { projectsNamed } from '../project/describe-project.js';

/** Looks up the projects that could contain a model, usually one. Cached, since DescribeProjects has a quota too. */
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

async function projectsByName(aws: AwsAccess, model: ProjectVersionName): Promise<readonly ProjectArn[]> {
  const named = await projectsNamed(aws, model, model.arn);
  return named.flatMap(({ projectArn }) => {
    const project = parseProjectArn(projectArn);
    return project && couldHold(project, model) ? [project.arn] : [];
  });
}
