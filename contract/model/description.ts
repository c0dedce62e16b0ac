import type { ProjectArn, ProjectVersionArn } from '../arn.js';

/** Every ProjectVersionStatus of the API (botocore, rekognition/2016-06-27). */
export const MODEL_STATUSES = [
  'TRAINING_IN_PROGRESS',
  'TRAINING_COMPLETED',
  'TRAINING_FAILED',
  'STARTING',
  'RUNNING',
  'FAILED',
  'STOPPING',
  'STOPPED',
  'DELETING',
  'COPYING_IN_PROGRESS',
  'COPYING_COMPLETED',
  'COPYING_FAILED',
  'DEPRECATED',
  'EXPIRED',
] as const;
/** A status that this version knows. AWS may return others. */
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/** `CUSTOM_LABELS` models can run; `CONTENT_MODERATION` adapters never do. */
export const FEATURES = ['CUSTOM_LABELS', 'CONTENT_MODERATION'] as const;
/** A feature that this version knows. AWS may return others. */
export type Feature = (typeof FEATURES)[number];

/** A model as AWS last described it. Times are ISO 8601 UTC. `status` and `feature` may be newer than this list. */
export interface ModelDescription {
  readonly projectVersionArn: ProjectVersionArn;
  readonly projectArn: ProjectArn;
  readonly status: string;
  readonly statusMessage?: string;
  readonly feature: string;
  readonly createdAt?: string;
  /** When training ended. */
  readonly trainedAt?: string;
  readonly evaluationF1?: number;
  /** `s3://bucket/prefix` of the training output, which Rekognition's delete calls do not remove. */
  readonly outputLocation?: string;
  readonly minInferenceUnits?: number;
  readonly maxInferenceUnits?: number;
  readonly versionDescription?: string;
  readonly baseModelVersion?: string;
  readonly sourceProjectVersionArn?: string;
  readonly kmsKeyId?: string;
  readonly training?: TrainingFacts;
  /** As last read, before the model was stopped or deleted. */
  readonly tags?: Tags;
  /** As last read, before the model was stopped. Only where the request has `ifServing`. */
  readonly traffic?: Traffic;
}

/** What AWS reports about the training of a model. Locations are `s3://bucket/key`, with `?versionId=` if AWS names one. */
export interface TrainingFacts {
  /** The billed training time, in seconds. */
  readonly billableSeconds?: number;
  readonly trainingData?: DataLocations;
  readonly testingData?: DataLocations;
  readonly evaluationSummary?: string;
  readonly manifestSummary?: string;
  /** Of a content-moderation adapter: FeatureConfig.ContentModeration.ConfidenceThreshold. */
  readonly confidenceThreshold?: number;
}

/** Manifests of a data set, at most five of each kind. */
export interface DataLocations {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly validation?: readonly string[];
}

/** A model's use in the last hour, from CloudWatch. */
export interface Traffic {
  /** The latest `InServiceInferenceUnits` of the model's project and version name; 0 if there is none. */
  readonly unitsInService: number;
  /** Successful `DetectCustomLabels` calls in the account and Region. CloudWatch does not report them per model. */
  readonly detections: number;
}

export type Tags = Readonly<Record<string, string>>;

/** Tags of a model and of its project. */
export interface GuardTags {
  readonly model: Tags;
  readonly project: Tags;
}

/** A model as AWS described it, or its absence. */
export type Sighting =
  | {
      readonly found: true;
      readonly model: ModelDescription;
      /** Read within a minute of the description, if they were requested. */
      readonly tags?: GuardTags;
      /** The status that earlier polls of the same wait returned. */
      readonly shownBefore?: string;
    }
  | { readonly found: false };

/** Changes that AWS makes asynchronously and that workflows wait for. */
export type Transition = 'trained' | 'copied' | 'started' | 'stopped' | 'deleted';
