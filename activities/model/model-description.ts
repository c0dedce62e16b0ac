import type { ProjectVersionDescription } from '@aws-sdk/client-rekognition';
import type { LocatedModel } from '../../contract/activities.js';
import type { ModelDescription } from '../../contract/model/description.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { trainingFacts } from './training-facts.js';

/** Converts AWS's description of a model, without the fields that AWS omitted. */
export function modelDescription(
  { projectVersionArn, projectArn }: LocatedModel,
  described: ProjectVersionDescription,
): ModelDescription {
  const { OutputConfig: output, EvaluationResult: evaluation } = described;
  const optional = {
    statusMessage: described.StatusMessage,
    createdAt: described.CreationTimestamp?.toISOString(),
    trainedAt: described.TrainingEndTimestamp?.toISOString(),
    evaluationF1: evaluation?.F1Score,
    outputLocation: output?.S3Bucket && `s3://${output.S3Bucket}/${output.S3KeyPrefix ?? ''}`,
    // StartProjectVersion takes at least 1: a 0 does not say how to start the model again.
    minInferenceUnits: described.MinInferenceUnits || undefined,
    maxInferenceUnits: described.MaxInferenceUnits || undefined,
    versionDescription: described.VersionDescription,
    baseModelVersion: described.BaseModelVersion,
    sourceProjectVersionArn: described.SourceProjectVersionArn,
    kmsKeyId: described.KmsKeyId,
    training: trainingFacts(described),
  };
  return {
    projectVersionArn,
    projectArn,
    status: described.Status ?? 'none given',
    // AWS leaves Feature empty for Custom Labels (seen by Terraform's provider for projects).
    feature: described.Feature || 'CUSTOM_LABELS',
    ...omitUndefined(optional),
  };
}
