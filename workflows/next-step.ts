import {
  FEATURES,
  MODEL_STATUSES,
  type Feature,
  type ModelDescription,
  type ModelStatus,
  type Transition,
} from '../contract/model.js';
import type { TeardownRequest } from '../contract/request.js';

export type NextStep =
  | { readonly step: 'wait'; readonly for: Transition }
  | { readonly step: 'stop' }
  | { readonly step: 'delete' }
  | { readonly step: 'refuse'; readonly failure: 'ModelRunning' | 'ModelTraining' | 'UnexpectedStatus' };

type Rule =
  | 'await training'
  | 'await copy'
  | 'await start'
  | 'stop'
  | 'await stop'
  | 'delete'
  | 'await deletion'
  | 'unexpected';

// AWS: "You can't delete a project version if it is running or if it is training" (DeleteProjectVersion).
// In each of these it does neither, whatever the feature.
const IDLE = {
  TRAINING_COMPLETED: 'delete',
  TRAINING_FAILED: 'delete',
  STOPPED: 'delete',
  FAILED: 'delete',
  COPYING_COMPLETED: 'delete',
  COPYING_FAILED: 'delete',
  DEPRECATED: 'delete',
  EXPIRED: 'delete',
} as const;

/** What each status asks for: all 14, for both features. */
export const RULES: Readonly<Record<Feature, Readonly<Record<ModelStatus, Rule>>>> = {
  CUSTOM_LABELS: {
    ...IDLE,
    TRAINING_IN_PROGRESS: 'await training',
    COPYING_IN_PROGRESS: 'await copy',
    STARTING: 'await start',
    RUNNING: 'stop',
    STOPPING: 'await stop',
    DELETING: 'await deletion',
  },
  // An adapter is never started, stopped or copied ("Managing adapters", Rekognition Developer Guide), and
  // StopProjectVersion is for Custom Labels only: a status that says otherwise is one we don't understand.
  CONTENT_MODERATION: {
    ...IDLE,
    TRAINING_IN_PROGRESS: 'await training',
    COPYING_IN_PROGRESS: 'unexpected',
    STARTING: 'unexpected',
    RUNNING: 'unexpected',
    STOPPING: 'unexpected',
    DELETING: 'await deletion',
  },
};

/** The whole decision: what a fresh look at AWS and the request ask for next. */
export function nextStep(
  { status, feature }: Pick<ModelDescription, 'status' | 'feature'>,
  { ifRunning, ifTraining }: Pick<TeardownRequest, 'ifRunning' | 'ifTraining'>,
): NextStep {
  const rule = ruleFor(feature, status);
  switch (rule) {
    case 'await training':
      return ifTraining === 'fail'
        ? { step: 'refuse', failure: 'ModelTraining' }
        : { step: 'wait', for: 'trained' };
    case 'await copy':
      return { step: 'wait', for: 'copied' };
    case 'await start':
      return ifRunning === 'fail'
        ? { step: 'refuse', failure: 'ModelRunning' }
        : { step: 'wait', for: 'started' };
    case 'stop':
      return ifRunning === 'fail' ? { step: 'refuse', failure: 'ModelRunning' } : { step: 'stop' };
    case 'await stop':
      return { step: 'wait', for: 'stopped' };
    case 'delete':
      return { step: 'delete' };
    case 'await deletion':
      return { step: 'wait', for: 'deleted' };
    case 'unexpected':
      return { step: 'refuse', failure: 'UnexpectedStatus' };
    default:
      return rule satisfies never;
  }
}

function ruleFor(feature: string, status: string): Rule {
  return isFeature(feature) && isModelStatus(status) ? RULES[feature][status] : 'unexpected';
}

function isFeature(feature: string): feature is Feature {
  return (FEATURES as readonly string[]).includes(feature);
}

function isModelStatus(status: string): status is ModelStatus {
  return (MODEL_STATUSES as readonly string[]).includes(status);
}
