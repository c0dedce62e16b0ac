import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { STSClient } from '@aws-sdk/client-sts';
import type { ModelActivities } from '../contract/activities.js';
import { parseProjectVersionArn, type ProjectVersionArn } from '../contract/arn.js';
import { permanent } from './aws-errors.js';
import { deleteModel, stopModel } from './change-model.js';
import { describeModel } from './describe-model.js';
import { findModel } from './find-model.js';
import { pollInterval } from './poll-interval.js';
import { createProjectLookup } from './project-lookup.js';
import { waitForChange } from './wait-for-change.js';

export interface Aws {
  /** The client of a Region, which retries nothing by itself: Temporal's retry is the only one. */
  rekognition(region: string): RekognitionClient;
  /** Who the credentials belong to is asked there; undefined where nobody can tell, as with an emulator. */
  sts(region: string): STSClient | undefined;
}

/** The activities of a worker. `interval` is there for tests that can't wait seconds between two looks. */
export function createModelActivities(aws: Aws, interval = pollInterval): ModelActivities {
  const lookup = createProjectLookup();
  const clientFor = (arn: ProjectVersionArn) => aws.rekognition(regionOf(arn));
  return {
    findModel: (query) =>
      findModel(
        clientFor(query.projectVersionArn),
        aws.sts(regionOf(query.projectVersionArn)),
        lookup,
        query,
      ),
    describeModel: (model) => describeModel(clientFor(model.projectVersionArn), model),
    waitForChange: (wait) => waitForChange(clientFor(wait.projectVersionArn), wait, interval),
    stopModel: (model) => stopModel(clientFor(model.projectVersionArn), model),
    deleteModel: (model) => deleteModel(clientFor(model.projectVersionArn), model),
  };
}

function regionOf(arn: ProjectVersionArn): string {
  const region = parseProjectVersionArn(arn)?.region;
  if (region === undefined) throw permanent('InvalidRequest', `${arn} is not the ARN of a model.`);
  return region;
}
