import { DeleteDatasetCommand, DeleteProjectCommand } from '@aws-sdk/client-rekognition';
import type { Answer, Basis } from '../../contract/activities.js';
import type { ProjectArn } from '../../contract/arn.js';
import type { AwsAccess } from '../aws/access.js';
import { answered } from '../aws/answer-to-change.js';
import { goodUntil } from '../aws/basis.js';

/** Sends DeleteDataset once. */
export function deleteDataset(aws: AwsAccess, datasetArn: string, basis?: Partial<Basis>): Promise<Answer> {
  const command = new DeleteDatasetCommand({ DatasetArn: datasetArn });
  return answered(
    aws,
    'rekognition:DeleteDataset',
    datasetArn,
    'DELETE_IN_PROGRESS',
    goodUntil(basis),
    async (http) => {
      await aws.rekognition.send(command, http);
      return {};
    },
  );
}

/** Sends DeleteProject once. It also deletes the project's policies ("DeleteProject", Rekognition API Reference). */
export function deleteProject(
  aws: AwsAccess,
  projectArn: ProjectArn,
  basis?: Partial<Basis>,
): Promise<Answer> {
  const command = new DeleteProjectCommand({ ProjectArn: projectArn });
  return answered(aws, 'rekognition:DeleteProject', projectArn, 'DELETING', goodUntil(basis), (http) =>
    aws.rekognition.send(command, http),
  );
}
