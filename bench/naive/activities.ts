import {
  DeleteProjectVersionCommand,
  DescribeProjectsCommand,
  DescribeProjectVersionsCommand,
  StopProjectVersionCommand,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';

export type NaiveActivities = ReturnType<typeof createNaiveActivities>;

export function createNaiveActivities(client: RekognitionClient) {
  return {
    async describe(arn: string): Promise<string | undefined> {
      const prefix = `${arn.split('/version/')[0]}/`;
      const { ProjectDescriptions } = await client.send(new DescribeProjectsCommand({}));
      const project = ProjectDescriptions?.find((it) => it.ProjectArn?.startsWith(prefix));
      const { ProjectVersionDescriptions } = await client.send(
        new DescribeProjectVersionsCommand({ ProjectArn: project?.ProjectArn }),
      );
      return ProjectVersionDescriptions?.find((it) => it.ProjectVersionArn === arn)?.Status;
    },
    async stop(arn: string): Promise<void> {
      await client.send(new StopProjectVersionCommand({ ProjectVersionArn: arn }));
    },
    async remove(arn: string): Promise<void> {
      await client.send(new DeleteProjectVersionCommand({ ProjectVersionArn: arn }));
    },
  };
}
