import { DescribeProjectVersionsCommand, ListTagsForResourceCommand } from '@aws-sdk/client-rekognition';
import type { AwsAccess } from '../activities/aws/access.js';
import { trafficQueryOf } from '../activities/model/read-traffic.js';
import { projectPage } from '../activities/project/project-page.js';
import { couldHold, parseProjectArn, type ProjectArn } from '../contract/arn.js';
import { once } from '../contract/once.js';
import { failedCheck } from './aws-errors.js';
import { needed, NotChecked, type Check } from './check.js';
import { neededSubject, type Subject } from './subject.js';

/** The actions that only read, each by a call. */
export function readChecks(access: () => Promise<AwsAccess>, subject: Subject | undefined): Check[] {
  const call = async <T>(action: string, send: (aws: AwsAccess) => Promise<T>): Promise<T> => {
    const aws = await access();
    return send(aws).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') {
        throw new NotChecked(`AWS does not find ${subject?.arn ?? 'it'}`, { cause: error });
      }
      throw error instanceof NotChecked ? error : failedCheck(action, error);
    });
  };
  const projects = once(async () => {
    const { items } = await call('rekognition:DescribeProjects', (aws) =>
      projectPage(aws, subject ? { ProjectNames: [subject.projectName] } : { MaxResults: 1 }),
    );
    return items.map(({ projectArn }) => projectArn).filter((it) => subject && isOrCouldHold(it, subject));
  });
  const versionsOf = async (ProjectArn: ProjectArn) => {
    const { ProjectVersionDescriptions: versions = [] } = await call(
      'rekognition:DescribeProjectVersions',
      ({ rekognition }) => rekognition.send(new DescribeProjectVersionsCommand({ ProjectArn })),
    );
    return versions;
  };
  return [
    {
      name: 'rekognition:DescribeProjects',
      run: async () => {
        const found = await projects();
        if (subject === undefined) return 'allowed';
        return `allowed; AWS lists ${found.join(' and ') || `no project ${nameOf(subject)}`}`;
      },
    },
    {
      name: 'rekognition:DescribeProjectVersions',
      run: async () => {
        const owned = neededSubject(subject);
        const found = await needed(projects, 'rekognition:DescribeProjects');
        if (found.length === 0) throw new NotChecked(`AWS lists no project ${nameOf(owned)}`);
        const versions = (await Promise.all(found.map(versionsOf))).flat();
        const model = versions.find((it) => it.ProjectVersionArn === owned.arn);
        return model
          ? `allowed; the model is ${model.Status}`
          : `allowed; AWS lists ${versions.length} models`;
      },
    },
    {
      name: 'rekognition:ListTagsForResource',
      run: async () => {
        const { arn: ResourceArn } = neededSubject(subject);
        await call('rekognition:ListTagsForResource', ({ rekognition }) =>
          rekognition.send(new ListTagsForResourceCommand({ ResourceArn })),
        );
        return 'allowed';
      },
    },
    {
      name: 'cloudwatch:GetMetricData',
      run: async () => {
        await call('cloudwatch:GetMetricData', async (aws) => {
          // An emulator of Rekognition knows nothing of CloudWatch's metrics.
          if ((await aws.sts()) === undefined) throw new NotChecked("needs AWS's own endpoints");
          const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
          // The action can't be restricted to a model.
          const query = trafficQueryOf({ projectName: 'any', versionName: 'any', ...subject }, Date.now());
          return (await aws.cloudwatch()).send(new GetMetricDataCommand(query));
        });
        return 'allowed';
      },
    },
  ];
}

/** Several projects can have one name, and only that of a subject that is a project is known by its ARN. */
function isOrCouldHold(projectArn: ProjectArn, subject: Subject): boolean {
  if (!('versionName' in subject)) return projectArn === subject.arn;
  const project = parseProjectArn(projectArn);
  return project !== undefined && couldHold(project, subject);
}

/** Returns what is known of the project of a subject. */
const nameOf = (subject: Subject) => ('versionName' in subject ? subject.projectName : subject.arn);
