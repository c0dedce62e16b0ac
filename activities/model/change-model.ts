import {
  DeleteProjectVersionCommand,
  StartProjectVersionCommand,
  StopProjectVersionCommand,
} from '@aws-sdk/client-rekognition';
import type { Answer, LocatedModel, Start } from '../../contract/activities.js';
import type { AwsAccess } from '../aws/access.js';
import { answered } from '../aws/answer-to-change.js';

/** Sends StartProjectVersion once. */
export function startModel(aws: AwsAccess, start: Start): Promise<Answer> {
  const { projectVersionArn, minInferenceUnits, maxInferenceUnits } = start;
  const command = new StartProjectVersionCommand({
    ProjectVersionArn: projectVersionArn,
    MinInferenceUnits: minInferenceUnits,
    MaxInferenceUnits: maxInferenceUnits,
  });
  return answered(aws, 'rekognition:StartProjectVersion', projectVersionArn, 'STARTING', (http) =>
    aws.rekognition.send(command, http),
  );
}

/** Sends StopProjectVersion once. */
export function stopModel(aws: AwsAccess, { projectVersionArn }: LocatedModel): Promise<Answer> {
  const command = new StopProjectVersionCommand({ ProjectVersionArn: projectVersionArn });
  return answered(aws, 'rekognition:StopProjectVersion', projectVersionArn, 'STOPPING', (http) =>
    aws.rekognition.send(command, http),
  );
}

/** Sends DeleteProjectVersion once. */
export function deleteModel(aws: AwsAccess, { projectVersionArn }: LocatedModel): Promise<Answer> {
  const command = new DeleteProjectVersionCommand({ ProjectVersionArn: projectVersionArn });
  return answered(aws, 'rekognition:DeleteProjectVersion', projectVersionArn, 'DELETING', (http) =>
    aws.rekognition.send(command, http),
  );
}
