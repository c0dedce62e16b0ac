import { DeleteDatasetCommand, DeleteProjectCommand } from '@aws-sdk/client-rekognition';
import type { Answer } from '../../contract/activities.js';
import type { ProjectArn } from '../../contract/arn.js';
import type { AwsAccess } from '../aws/access.js';
import { answered } from '../aws/answer-to-change.js';

/** Sends DeleteDataset once. */
export function deleteDataset(aws: AwsAccess, datasetArn: string): Promise<Answer> {
  const command = new DeleteDatasetCommand({ DatasetArn: datasetArn });
  return answered(aws, 'rekognition:DeleteDataset', datasetArn, 'DELETE_IN_PROGRESS', async (http) => {
    await aws.rekognition.send(command, http);
    return {};
  });
}

/** Sends DeleteProject once. It also deletes the project's policies ("DeleteProject", Rekognition API Reference). */
export function deleteProject(aws: AwsAccess, projectArn: ProjectArn): Promise<Answer> {
  const command = new DeleteProjectCommand({ ProjectArn: projectArn });
  return answered(aws, 'rekognition:DeleteProject', projectArn, 'DELETING', (http) =>
    aws.rekognition.send(command, http),
  );
}
