import {
  DeleteProjectVersionCommand,
  StartProjectVersionCommand,
  StopProjectVersionCommand,
} from '@aws-sdk/client-rekognition';
import type { Answer, Basis, LocatedModel, Start } from '../../contract/activities.js';
import type { AwsAccess } from '../aws/access.js';
import { answered } from '../aws/answer-to-change.js';
import { goodUntil } from '../aws/basis.js';

/** Sends StartProjectVersion once, however old the look is: somebody was promised it. */
export function startModel(aws: AwsAccess, start: Start): Promise<Answer> {
  const { projectVersionArn, minInferenceUnits, maxInferenceUnits } = start;
  const command = new StartProjectVersionCommand({
    ProjectVersionArn: projectVersionArn,
    MinInferenceUnits: minInferenceUnits,
    MaxInferenceUnits: maxInferenceUnits,
  });
  return answered(aws, 'rekognition:StartProjectVersion', projectVersionArn, 'STARTING', Infinity, (http) =>
    aws.rekognition.send(command, http),
  );
}

/** Sends StopProjectVersion once. */
export function stopModel(
  aws: AwsAccess,
  { projectVersionArn }: LocatedModel,
  basis?: Partial<Basis>,
): Promise<Answer> {
  const command = new StopProjectVersionCommand({ ProjectVersionArn: projectVersionArn });
  return answered(
    aws,
    'rekognition:StopProjectVersion',
    projectVersionArn,
    'STOPPING',
    goodUntil(basis),
    (http) => aws.rekognition.send(command, http),
  );
}

/** Sends DeleteProjectVersion once. */
export function deleteModel(
  aws: AwsAccess,
  { projectVersionArn }: LocatedModel,
  basis?: Partial<Basis>,
): Promise<Answer> {
  const command = new DeleteProjectVersionCommand({ ProjectVersionArn: projectVersionArn });
  return answered(
    aws,
    'rekognition:DeleteProjectVersion',
    projectVersionArn,
    'DELETING',
    goodUntil(basis),
    (http) => aws.rekognition.send(command, http),
  );
}
