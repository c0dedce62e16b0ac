import { ApplicationFailure, getClient } from '@temporalio/activity';
import type {
  Basis,
  ChangeActivities,
  FailureDetails,
  Look,
  LookOptions,
  ModelActivities,
  ProjectActivities,
  RecordKeeping,
  SweepActivities,
  WorkerFacts,
} from '../contract/activities.js';
import { ownerOf } from '../contract/arn.js';
import type { Sighting } from '../contract/model/description.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import type { SearchAttributeCheck } from '../contract/search-attributes.js';
import { ALLOW_ALL, checkAllowed, whyNotAllowed, type AllowLists } from './allow-list.js';
import type { Aws, AwsAccess } from './aws/access.js';
import { mayRepeat } from './aws/attempts-in-a-row.js';
import { permanent } from './aws/errors.js';
import { createWaitingModels } from './aws/metrics.js';
import { deleteModel, startModel, stopModel } from './model/change-model.js';
import { describeModel } from './model/describe-model.js';
import { listVersions } from './model/describe-versions.js';
import { findModel } from './model/find-model.js';
import { createProjectLookup } from './model/project-lookup.js';
import { readModelTags, withTags } from './model/read-tags.js';
import { readTraffic } from './model/read-traffic.js';
import { createProjectWatch } from './model/shared-polls.js';
import { waitForChange, type PollPace } from './model/wait-for-change.js';
import { deleteDataset, deleteProject } from './project/change-project.js';
import { findProject, listProjects, placeOf } from './project/describe-project.js';
import { readProjectTags } from './project/read-tags.js';
import { waitForProjectChange } from './project/wait-for-change.js';
import { joinTeardown } from './shared/join-teardown.js';
import { pollInterval } from './shared/poll-interval.js';
import { findProjectTeardown, findTeardowns } from './sweep/find-teardowns.js';

const DAY_MS = 86_400_000;

export interface TeardownActivityOptions {
  /** Overrides the poll intervals in tests. */
  readonly interval?: typeof pollInterval;
  /** Overrides the clock (epoch milliseconds) in tests on a time-skipping server, whose attempt times are wrong. */
  readonly clock?: () => Promise<number>;
  /** Default: everything that the credentials have access to. */
  readonly allowLists?: AllowLists;
  /** Whether the namespace has the search attributes of runs. Default: runs have none. */
  readonly searchable?: SearchAttributeCheck;
  /** Default: no events are sent. */
  readonly notify?: ModelActivities['notify'];
  /** How long before the end of a time limit an event reminds of it, in milliseconds. Default: a day. */
  readonly remindBeforeMs?: number;
  /** Default: no records are kept. */
  readonly records?: {
    readonly keeping: RecordKeeping;
    readonly write: ChangeActivities['writeRecord'];
  };
}

/** Creates the activities of a worker. */
export function createTeardownActivities(
  aws: Aws,
  options: TeardownActivityOptions = {},
): ModelActivities & ProjectActivities & SweepActivities & ChangeActivities {
  const { interval = pollInterval, allowLists = ALLOW_ALL, notify, remindBeforeMs = DAY_MS } = options;
  const { records, searchable: check } = options;
  const receiver = notify ? { remindBeforeMs } : 'none';
  const searchable = async () => (await check?.(getClient())) ?? false;
  const facts = async (): Promise<WorkerFacts> => ({ searchable: await searchable(), receiver });
  const pace: PollPace = { interval, ...omitUndefined({ clock: options.clock }) };
  const lookup = createProjectLookup();
  const watching = { watch: createProjectWatch(), waiting: createWaitingModels() };
  const accessTo = (arn: string) => aws(owned(arn));
  // Checked before the first description and before every change. Descriptions in between are harmless.
  const allowedAccessTo = (arn: string, ofChange?: FailureDetails) => {
    checkAllowed(allowLists, owned(arn), arn, ofChange);
    return accessTo(arn);
  };
  const changing = (arn: string) => allowedAccessTo(arn, { repeated: mayRepeat() });
  const look = async (
    { tags }: LookOptions,
    access: AwsAccess,
    describe: (access: AwsAccess) => Promise<Sighting & Partial<Basis>>,
  ): Promise<Look> => {
    const seen = await describe(access);
    const whole = tags ? await withTags(access, seen) : seen;
    const kept = omitUndefined({ records: records?.keeping });
    // Polls share what AWS has answered, and say when it was asked.
    return { readAt: Date.now(), ...whole, ...kept, ...(await facts()) };
  };
  return {
    findModel: async (query) =>
      look(query, allowedAccessTo(query.projectVersionArn), (it) => findModel(it, lookup, query)),
    describeModel: (model) =>
      look(model, accessTo(model.projectVersionArn), (it) => describeModel(it, model)),
    waitForChange: (wait) =>
      look(wait, accessTo(wait.projectVersionArn), (it) => waitForChange(it, watching, wait, pace)),
    readTraffic: (model) => readTraffic(accessTo(model.projectVersionArn), model),
    startModel: async (model) => startModel(changing(model.projectVersionArn), model),
    stopModel: async (model, basis) => stopModel(changing(model.projectVersionArn), model, basis),
    deleteModel: async (model, basis) => deleteModel(changing(model.projectVersionArn), model, basis),
    findProject: async (query) => {
      const place = placeOf(query);
      checkAllowed(allowLists, place, `the project ${place.projectName}`);
      const seen = await findProject(aws(place), query);
      return { ...seen, readAt: Date.now(), ...(await facts()) };
    },
    listModels: async (projectArn) => {
      const models = await listVersions(accessTo(projectArn), projectArn);
      return models.map(({ projectVersionArn, status, createdAt, evaluationF1 }) => ({
        projectVersionArn,
        status,
        ...omitUndefined({ createdAt, evaluationF1 }),
      }));
    },
    // Goes before queued calls, as listModels does.
    readProjectTags: (projectArn) => readProjectTags(accessTo(projectArn), projectArn, { first: true }),
    waitForProjectChange: (wait) => waitForProjectChange(accessTo(wait.project.projectArn), wait, interval),
    deleteDataset: async (datasetArn, basis) => deleteDataset(changing(datasetArn), datasetArn, basis),
    deleteProject: async (projectArn, basis) => deleteProject(changing(projectArn), projectArn, basis),
    listProjects: async (place) => {
      const { accountId, region } = place;
      const ofPlace = { ...allowLists, projects: {} };
      checkAllowed(ofPlace, { ...place, projectName: '' }, `the models of account ${accountId} in ${region}`);
      const projects = await listProjects(aws(place), place);
      const isAllowed = ({ projectArn }: { projectArn: string }) =>
        !whyNotAllowed(allowLists, owned(projectArn));
      // No more than sweeps need, since Temporal takes results of 2 MB.
      const needed = projects.filter(isAllowed).map(({ projectArn, feature }) => ({ projectArn, feature }));
      return { projects: needed, ...(await facts()) };
    },
    readModelTags: async ([first, ...others]) =>
      first === undefined ? {} : readModelTags(accessTo(first), lookup, [first, ...others]),
    findTeardowns: (search) => findTeardowns(search, searchable),
    findProjectTeardown: (parent) => findProjectTeardown(parent),
    joinTeardown: (child) => joinTeardown(child, interval),
    notify: notify ?? (() => Promise.resolve()),
    writeRecord: records?.write ?? (() => Promise.reject(withoutRecords())),
  };
}

/** Another worker of the task queue has announced records, so that the run can't do without. */
function withoutRecords(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    'This worker has no TEARDOWN_RECORDS. Set it to the same value in all workers of the task queue.',
    'NoRecords',
  );
}

function owned(arn: string) {
  const owner = ownerOf(arn);
  if (!owner) throw permanent('InvalidRequest', `${arn} is not an ARN of Rekognition's projects.`);
  return owner;
}
