import {
  DeleteProjectVersionCommand,
  DescribeProjectsCommand,
  DescribeProjectVersionsCommand,
  StopProjectVersionCommand,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';

export type NaiveActivities = ReturnType<typeof createNaiveActivities>;

export function createNaiveActivities(clientOf: (arn: string) => RekognitionClient) {
  return {
    async describe(arn: string): Promise<string | undefined> {
      const client = clientOf(arn);
      const prefix = `${arn.split('/version/')[0]}/`;
      const { ProjectDescriptions } = await client.send(new DescribeProjectsCommand({}));
      const project = ProjectDescriptions?.find((it) => it.ProjectArn?.startsWith(prefix));
      const { ProjectVersionDescriptions } = await client.send(
        new DescribeProjectVersionsCommand({ ProjectArn: project?.ProjectArn }),
      );
      return ProjectVersionDescriptions?.find((it) => it.ProjectVersionArn === arn)?.Status;
    },
    async stop(arn: string): Promise<void> {
      await clientOf(arn).send(new StopProjectVersionCommand({ ProjectVersionArn: arn }));
    },
    async remove(arn: string): Promise<void> {
      await clientOf(arn).send(new DeleteProjectVersionCommand({ ProjectVersionArn: arn }));
    },
  };
}
