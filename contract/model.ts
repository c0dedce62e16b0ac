import type { ProjectArn, ProjectVersionArn } from './arn.js';

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
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/** `CUSTOM_LABELS` models can run; `CONTENT_MODERATION` adapters never do. */
export const FEATURES = ['CUSTOM_LABELS', 'CONTENT_MODERATION'] as const;
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
  /** `s3://bucket/prefix` of the training output, which no delete call of Rekognition removes. */
  readonly outputLocation?: string;
  readonly minInferenceUnits?: number;
  readonly maxInferenceUnits?: number;
  readonly versionDescription?: string;
  readonly baseModelVersion?: string;
  readonly sourceProjectVersionArn?: string;
  readonly kmsKeyId?: string;
  /** As last read, before the model was stopped or deleted. */
  readonly tags?: Tags;
  /** As last read, before the model was stopped. Only where the request has `ifServing`. */
  readonly traffic?: Traffic;
}

/** What CloudWatch shows of a model's use in the last hour. */
export interface Traffic {
  /** The latest `InServiceInferenceUnits` of the model's names; 0 where there is none. */
  readonly unitsInService: number;
  /** `DetectCustomLabels` calls answered in the whole account and Region: of which model, CloudWatch does not say. */
  readonly detections: number;
}

export type Tags = Readonly<Record<string, string>>;

/** What a look at AWS found. */
export type Sighting =
  | {
      readonly found: true;
      readonly model: ModelDescription;
      /** The status that looks have shown before this one, within the same wait. */
      readonly shownBefore?: string;
    }
  | { readonly found: false };

/** The changes that only AWS can bring about, and that are waited for. */
export type Transition = 'trained' | 'copied' | 'started' | 'stopped' | 'deleted';
