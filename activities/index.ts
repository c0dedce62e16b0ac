import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { STSClient } from '@aws-sdk/client-sts';
import type { ModelActivities } from '../contract/activities.js';
import type { ProjectVersionArn } from '../contract/arn.js';
import { ALLOW_ALL, checkAllowed, type AllowLists } from './allow-list.js';
import { deleteModel, startModel, stopModel } from './change-model.js';
import { describeModel } from './describe-model.js';
import { findModel } from './find-model.js';
import { modelOf } from './model-arn.js';
import { pollInterval } from './poll-interval.js';
import { createProjectLookup } from './project-lookup.js';
import { readTags } from './read-tags.js';
import { readTraffic } from './read-traffic.js';
import { waitForChange } from './wait-for-change.js';

export interface Aws {
  /** The client of a Region, which retries nothing by itself: Temporal's retry is the only one. */
  rekognition(region: string): RekognitionClient;
  cloudwatch(region: string): CloudWatchClient;
  /** Who the credentials belong to is asked there; undefined where nobody can tell, as with an emulator. */
  sts(region: string): STSClient | undefined;
}

export interface ModelActivityOptions {
  /** For tests that can't wait seconds between two looks. */
  readonly interval?: typeof pollInterval;
  /** Default: everything that the credentials can reach. */
  readonly allowLists?: AllowLists;
  /** Default: nobody is told anything. */
  readonly notify?: ModelActivities['notify'];
}

/** The activities of a worker. */
export function createModelActivities(aws: Aws, options: ModelActivityOptions = {}): ModelActivities {
  const { interval = pollInterval, allowLists = ALLOW_ALL, notify = () => Promise.resolve() } = options;
  const lookup = createProjectLookup();
  const clientFor = (arn: ProjectVersionArn) => aws.rekognition(modelOf(arn).region);
  // Before the first look and before every change; in between, a look harms nobody.
  const clientIfAllowed = (arn: ProjectVersionArn) => {
    checkAllowed(allowLists, arn);
    return clientFor(arn);
  };
  return {
    findModel: async (query) =>
      findModel(
        clientIfAllowed(query.projectVersionArn),
        aws.sts(modelOf(query.projectVersionArn).region),
        lookup,
        query,
      ),
    describeModel: (model) => describeModel(clientFor(model.projectVersionArn), model),
    waitForChange: (wait) => waitForChange(clientFor(wait.projectVersionArn), wait, interval),
    readTags: (model) => readTags(clientFor(model.projectVersionArn), model),
    readTraffic: (model) => readTraffic(aws.cloudwatch(modelOf(model.projectVersionArn).region), model),
    startModel: async (model) => startModel(clientIfAllowed(model.projectVersionArn), model),
    stopModel: async (model) => stopModel(clientIfAllowed(model.projectVersionArn), model),
    deleteModel: async (model) => deleteModel(clientIfAllowed(model.projectVersionArn), model),
    notify,
  };
}
