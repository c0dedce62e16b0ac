import type {
  ChangeActivities,
  ModelActivities,
  ProjectActivities,
  SweepActivities,
} from '../contract/activities.js';
import { ownerOf } from '../contract/arn.js';
import { given } from '../contract/given.js';
import { ALLOW_ALL, checkAllowed, whyNotAllowed, type AllowLists } from './allow-list.js';
import type { Aws } from './aws-access.js';
import { permanent } from './aws-errors.js';
import { deleteModel, startModel, stopModel } from './change-model.js';
import { deleteDataset, deleteProject } from './change-project.js';
import { describeModel } from './describe-model.js';
import { findProject, listProjects, placeOf } from './describe-project.js';
import { describeVersions } from './describe-versions.js';
import { findModel } from './find-model.js';
import { findTeardowns } from './find-teardowns.js';
import { joinTeardown } from './join-teardown.js';
import { createWaitingModels } from './metrics.js';
import { pollInterval } from './poll-interval.js';
import { createProjectLookup } from './project-lookup.js';
import { createProjectWatch } from './project-watch.js';
import { readModelTags, readProjectTags, readTags } from './read-tags.js';
import { readTraffic } from './read-traffic.js';
import { waitForChange, type Pace } from './wait-for-change.js';
import { waitForProjectChange } from './wait-for-project-change.js';

export interface TeardownActivityOptions {
  /** For tests that can't wait seconds between two looks. */
  readonly interval?: typeof pollInterval;
  /** For tests on a server that skips time, which tells an attempt's time wrongly; epoch milliseconds. */
  readonly clock?: () => Promise<number>;
  /** Default: everything that the credentials can reach. */
  readonly allowLists?: AllowLists;
  /** Default: nobody is told anything. */
  readonly notify?: ModelActivities['notify'];
}

/** The activities of a worker. */
export function createTeardownActivities(
  aws: Aws,
  options: TeardownActivityOptions = {},
): ModelActivities & ProjectActivities & SweepActivities & ChangeActivities {
  const { interval = pollInterval, allowLists = ALLOW_ALL, notify = () => Promise.resolve() } = options;
  const pace: Pace = { interval, ...given({ clock: options.clock }) };
  const lookup = createProjectLookup();
  const watching = { watch: createProjectWatch(), waiting: createWaitingModels() };
  const accessTo = (arn: string) => aws(owned(arn));
  // Before the first look and before every change; in between, a look harms nobody.
  const allowedAccessTo = (arn: string) => {
    checkAllowed(allowLists, owned(arn), arn);
    return accessTo(arn);
  };
  return {
    findModel: async (query) => findModel(allowedAccessTo(query.projectVersionArn), lookup, query),
    describeModel: (model) => describeModel(accessTo(model.projectVersionArn), model),
    waitForChange: (wait) => waitForChange(accessTo(wait.projectVersionArn), watching, wait, pace),
    readTags: (model) => readTags(accessTo(model.projectVersionArn), model),
    readTraffic: (model) => readTraffic(accessTo(model.projectVersionArn), model),
    startModel: async (model) => startModel(allowedAccessTo(model.projectVersionArn), model),
    stopModel: async (model) => stopModel(allowedAccessTo(model.projectVersionArn), model),
    deleteModel: async (model) => deleteModel(allowedAccessTo(model.projectVersionArn), model),
    findProject: async (query) => {
      const place = placeOf(query);
      checkAllowed(allowLists, place, `the project ${place.projectName}`);
      return findProject(aws(place), query);
    },
    listModels: async (projectArn) => {
      const { versions } = await describeVersions(accessTo(projectArn), projectArn);
      return [...versions.values()].map(({ projectVersionArn, status, createdAt, evaluationF1 }) => ({
        projectVersionArn,
        status,
        ...given({ createdAt, evaluationF1 }),
      }));
    },
    readProjectTags: (projectArn) => readProjectTags(accessTo(projectArn), projectArn),
    waitForProjectChange: (wait) => waitForProjectChange(accessTo(wait.project.projectArn), wait, interval),
    deleteDataset: async (datasetArn) => deleteDataset(allowedAccessTo(datasetArn), datasetArn),
    deleteProject: async (projectArn) => deleteProject(allowedAccessTo(projectArn), projectArn),
    listProjects: async (place) => {
      const { accountId, region } = place;
      const ofPlace = { ...allowLists, projects: {} };
      checkAllowed(ofPlace, { ...place, projectName: '' }, `the models of account ${accountId} in ${region}`);
      const projects = await listProjects(aws(place), place);
      return projects.filter(({ projectArn }) => !whyNotAllowed(allowLists, owned(projectArn)));
    },
    readModelTags: async ([first, ...others]) =>
      first === undefined ? {} : readModelTags(accessTo(first), lookup, [first, ...others]),
    findTeardowns,
    joinTeardown: (child) => joinTeardown(child, interval),
    notify,
  };
}

function owned(arn: string) {
  const owner = ownerOf(arn);
  if (!owner) throw permanent('InvalidRequest', `${arn} is not an ARN of Rekognition's projects.`);
  return owner;
}
