import type {
  Asset,
  ProjectVersionDescription,
  S3Object,
  TestingDataResult,
  TrainingDataResult,
} from '@aws-sdk/client-rekognition';
import type { DataLocations, TrainingFacts } from '../../contract/model/description.js';
import { omitUndefined } from '../../contract/omit-undefined.js';

/** Models are trained with one manifest of each kind. Every description is kept in the history, so none may be long. */
const MOST_LOCATIONS = 5;

/** Returns what AWS reports about the training, or undefined if it reports nothing. */
export function trainingFacts(described: ProjectVersionDescription): TrainingFacts | undefined {
  return someOf({
    billableSeconds: described.BillableTrainingTimeInSeconds,
    trainingData: dataLocations(described.TrainingDataResult),
    testingData: dataLocations(described.TestingDataResult),
    evaluationSummary: location(described.EvaluationResult?.Summary?.S3Object),
    manifestSummary: location(described.ManifestSummary?.S3Object),
    confidenceThreshold: described.FeatureConfig?.ContentModeration?.ConfidenceThreshold,
  });
}

function dataLocations(
  result: TrainingDataResult | TestingDataResult | undefined,
): DataLocations | undefined {
  return someOf({
    input: locations(result?.Input?.Assets),
    output: locations(result?.Output?.Assets),
    validation: locations(result?.Validation?.Assets),
  });
}

function locations(assets: readonly Asset[] = []): readonly string[] | undefined {
  const all = assets.flatMap((asset) => location(asset.GroundTruthManifest?.S3Object) ?? []);
  return all.length === 0 ? undefined : all.slice(0, MOST_LOCATIONS);
}

function location({ Bucket, Name, Version }: S3Object = {}): string | undefined {
  if (Bucket === undefined || Name === undefined) return undefined;
  return `s3://${Bucket}/${Name}${Version === undefined ? '' : `?versionId=${Version}`}`;
}

function someOf<T extends object>(fields: T): ReturnType<typeof omitUndefined<T>> | undefined {
  const some = omitUndefined(fields);
  return Object.keys(some).length === 0 ? undefined : some;
}
