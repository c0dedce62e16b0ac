import {
  DescribeProjectsCommand,
  DescribeProjectVersionsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-rekognition';
import type { AwsAccess } from '../activities/aws/access.js';
import { trafficQueryOf } from '../activities/model/read-traffic.js';
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
  const projects = once(() =>
    call('rekognition:DescribeProjects', ({ rekognition }) =>
      rekognition.send(
        new DescribeProjectsCommand(subject ? { ProjectNames: [subject.projectName] } : { MaxResults: 1 }),
      ),
    ),
  );
  const projectArn = async (): Promise<string> => {
    const { projectName } = neededSubject(subject);
    const { ProjectDescriptions: [found] = [] } = await needed(projects, 'rekognition:DescribeProjects');
    if (found?.ProjectArn === undefined) throw new NotChecked(`AWS lists no project ${projectName}`);
    return found.ProjectArn;
  };
  return [
    {
      name: 'rekognition:DescribeProjects',
      run: async () => {
        const { ProjectDescriptions: [found] = [] } = await projects();
        if (subject === undefined) return 'allowed';
        return `allowed; AWS lists ${found?.ProjectArn ?? `no project ${subject.projectName}`}`;
      },
    },
    {
      name: 'rekognition:DescribeProjectVersions',
      run: async () => {
        const ProjectArn = await projectArn();
        const { ProjectVersionDescriptions: versions = [] } = await call(
          'rekognition:DescribeProjectVersions',
          ({ rekognition }) => rekognition.send(new DescribeProjectVersionsCommand({ ProjectArn })),
        );
        const model = versions.find((it) => it.ProjectVersionArn === subject?.arn);
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
