import {
  DeleteProjectVersionCommand,
  StartProjectVersionCommand,
  StopProjectVersionCommand,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';
import type { Answer, LocatedModel, Start } from '../contract/activities.js';
import { callAws, isInvalid, isNamed } from './aws-errors.js';

/** StartProjectVersion, once. */
export function startModel(client: RekognitionClient, start: Start): Promise<Answer> {
  const { projectVersionArn, minInferenceUnits, maxInferenceUnits } = start;
  const command = new StartProjectVersionCommand({
    ProjectVersionArn: projectVersionArn,
    MinInferenceUnits: minInferenceUnits,
    MaxInferenceUnits: maxInferenceUnits,
  });
  return answered('rekognition:StartProjectVersion', projectVersionArn, 'STARTING', (http) =>
    client.send(command, http),
  );
}

/** StopProjectVersion, once. */
export function stopModel(client: RekognitionClient, { projectVersionArn }: LocatedModel): Promise<Answer> {
  const command = new StopProjectVersionCommand({ ProjectVersionArn: projectVersionArn });
  return answered('rekognition:StopProjectVersion', projectVersionArn, 'STOPPING', (http) =>
    client.send(command, http),
  );
}

/** DeleteProjectVersion, once. */
export function deleteModel(client: RekognitionClient, { projectVersionArn }: LocatedModel): Promise<Answer> {
  const command = new DeleteProjectVersionCommand({ ProjectVersionArn: projectVersionArn });
  return answered('rekognition:DeleteProjectVersion', projectVersionArn, 'DELETING', (http) =>
    client.send(command, http),
  );
}

/**
 * AWS's answer, a refusal included: a call repeated because its first response was lost is refused too, so what
 * a refusal means is for a fresh look to say.
 */
async function answered(
  action: string,
  arn: string,
  statusExpected: string,
  send: (http: { abortSignal: AbortSignal }) => Promise<{ Status?: string | undefined }>,
): Promise<Answer> {
  try {
    const { Status } = await callAws(action, arn, send, {
      expected: (error) => refusal(error) !== undefined,
    });
    return { accepted: true, status: Status ?? statusExpected };
  } catch (error) {
    const because = refusal(error);
    if (because === undefined) throw error;
    return { accepted: false, because, message: error instanceof Error ? error.message : String(error) };
  }
}

function refusal(error: unknown): Exclude<Answer, { accepted: true }>['because'] | undefined {
  if (isNamed(error, 'ResourceInUseException')) return 'inUse';
  if (isNamed(error, 'ResourceNotFoundException')) return 'notFound';
  // As many models run in this account as may: there is room again when one of them is stopped.
  if (isNamed(error, 'LimitExceededException')) return 'limit';
  return isInvalid(error) ? 'invalid' : undefined;
}
