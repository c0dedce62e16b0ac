import type { Answer } from '../../contract/activities.js';
import type { ProjectDescription } from '../../contract/project/description.js';
import { withNews } from '../shared/news.js';
import { takeOfRun } from '../shared/lifecycle.js';
import { entered, iso, type RunAsk, type RunEvent } from '../shared/run-state.js';
import {
  answered,
  isNoAnswer,
  mayBeLate,
  observed,
  sending,
  type NoAnswer,
  type Sent,
} from '../shared/sent-change.js';
import { backedOff, NO_TROUBLE, rejected } from '../shared/trouble.js';
import { carries } from '../shared/tags.js';
import { deletedBy, deleting } from './deleted-datasets.js';
import { isListedLate, waitsForListing } from './late-listing.js';
import { rowsOf, withRow } from './model-rows.js';
import { AWAITS, GOES_ON, type Patch } from './patches.js';
import type { LocatedRequest, ProjectAsk, ProjectCall, ProjectEvent, ProjectMemory } from './state.js';

/** Returns the memory when the workflow begins the next step. */
export function beginOfProject(memory: ProjectMemory, ask: ProjectAsk | RunAsk, now: number): ProjectMemory {
  switch (ask.ask) {
    case 'send': {
      const phase = ask.call === 'DeleteProject' ? 'deletingProject' : 'deletingDatasets';
      const sent = { ...memory.sent, [ask.arn]: sending(memory.sent[ask.arn], ask.call, ask.from, now) };
      return entered({ ...memory, sent }, phase, `AWS to accept ${ask.call}`, now);
    }
    case 'wait': {
      const calm = { ...memory, ...NO_TROUBLE };
      return ask.for === 'datasets'
        ? entered(calm, 'deletingDatasets', 'AWS to delete the datasets', now)
        : entered(calm, 'deletingProject', 'AWS to delete the project', now);
    }
    case 'tearDownModels': {
      const calm = { ...memory, begun: true, ...NO_TROUBLE };
      return entered(calm, 'tearingDownModels', 'the teardowns of its models to end', now);
    }
    case 'pause': {
      if (ask.for === 'settling') {
        return entered(memory, 'backingOff', 'AWS to show whether it carried out the last deletion', now);
      }
      if (ask.for === 'resume') return entered(memory, 'paused', 'the signal resume', now);
      const waitingFor = 'somebody to approve or reject the teardown of the whole project';
      return entered(askedFor(memory, ask.until, now), 'awaitingApproval', waitingFor, now);
    }
    case 'backOff':
      return entered(memory, 'backingOff', memory.backOff?.why ?? '', now);
    default:
      return memory;
  }
}

/** Returns the memory with the time limit of the approval, which other systems learn once. */
function askedFor(memory: ProjectMemory, until: number | undefined, now: number): ProjectMemory {
  const asked = { ...memory, approvalUntil: until };
  if (memory.approvalUntil !== undefined || until === undefined) return asked;
  const datasets = memory.project?.datasets.map(({ datasetArn }) => datasetArn) ?? [];
  const what = { models: memory.rows, datasets } as const;
  return withNews(asked, { type: 'project.approvalNeeded', until: iso(until), ...what }, now);
}

/**
 * Returns the memory after an event.
 *
 * @param isMended whether this run may decide what earlier versions decided otherwise. Asked only if it makes a difference
 */
export function takeOfProject(
  request: LocatedRequest,
  memory: ProjectMemory,
  it: ProjectEvent | RunEvent,
  now: number,
  isMended: (patch: Patch) => boolean = () => true,
): ProjectMemory {
  const after = taken(request, memory, it, now, isMended);
  if (after.failure === undefined || !memory.begun || memory.changed || request.dryRun) return after;
  // Earlier versions did not count models that were only stopped.
  const changed = taken(request, { ...memory, changed: true }, it, now, isMended);
  return changed.failure === undefined && isMended(GOES_ON) ? changed : after;
}

function taken(
  request: LocatedRequest,
  memory: ProjectMemory,
  it: ProjectEvent | RunEvent,
  now: number,
  isMended: (patch: Patch) => boolean,
): ProjectMemory {
  switch (it.event) {
    case 'gone':
      return { ...memory, seen: 'GONE', datasets: deletedBy(memory, () => undefined) };
    case 'seen':
      return saw(request, memory, it, now, isMended);
    case 'answer':
      return tookAnswer(memory, it.arn, it.answer, now);
    case 'row':
      return withRow(memory, it.row);
    case 'failed':
      return takeOfRun(withoutUnanswered(memory, it.repeated, now), it, now, forgotten);
    default:
      return takeOfRun(memory, it, now, forgotten);
  }
}

function forgotten(memory: ProjectMemory): ProjectMemory {
  return { ...memory, seen: undefined };
}

function saw(
  request: LocatedRequest,
  memory: ProjectMemory,
  { listing, tags, askedAt, readAt }: Extract<ProjectEvent, { event: 'seen' }>,
  now: number,
  isMended: (patch: Patch) => boolean,
): ProjectMemory {
  const { project, models } = listing;
  const settled = settledBy(memory, project, askedAt, now);
  const rows = rowsOf(memory.rows, models);
  const known = project.status === 'DELETING' ? memory.project : project;
  const after: ProjectMemory = { ...settled, rows, project: known, seen: listing, readAt };
  const { projectArn, protectTag } = request;
  if (project.status === 'DELETING' || after.sent[projectArn] !== undefined) return after;
  // If the protection can't be read, nothing is changed.
  if (tags === undefined) {
    return backedOff(
      { ...after, seen: undefined },
      'AWS to return the tags of the project that it lists',
      { action: 'rekognition:ListTagsForResource', reason: 'Vanished' },
      now,
    );
  }
  if (!carries(tags, protectTag))
    return isListedLate(request, after, models, () => isMended(AWAITS)) ? waitsForListing(after, now) : after;
  const message = `ListTagsForResource reports that the project ${projectArn} has the tag ${protectTag}, so it was not torn down. To tear it down anyway, remove the tag (UntagResource) and start the teardown again.`;
  return { ...after, failure: { type: 'ModelProtected', message } };
}

/** Returns the deletions that are still unsettled after a read. */
function settledBy(
  memory: ProjectMemory,
  project: ProjectDescription,
  readAt: number,
  now: number,
): ProjectMemory {
  const statuses = new Map(project.datasets.map(({ datasetArn, status }) => [datasetArn, status]));
  statuses.set(project.projectArn, project.status);
  const left: Record<string, Sent<ProjectCall>> = {};
  let { undone } = memory;
  for (const [arn, sent] of Object.entries(memory.sent)) {
    const status = statuses.get(arn);
    if (status === undefined) continue;
    const during = sent.call === 'DeleteProject' ? 'DELETING' : 'DELETE_IN_PROGRESS';
    const rest = mayBeLate(sent, status, readAt) ? sent : observed(sent, status, during, readAt, now);
    if (rest) left[arn] = rest;
    else if (sent.answer === 'accepted') undone += 1;
  }
  const datasets = deletedBy(memory, (arn) => statuses.get(arn));
  return { ...memory, sent: left, undone, datasets };
}

function tookAnswer(
  memory: ProjectMemory,
  arn: string,
  answer: Answer | NoAnswer,
  now: number,
): ProjectMemory {
  const sent = memory.sent[arn];
  if (sent === undefined) return memory;
  const after = settledAnswer(memory, arn, answered(sent, answer, now));
  if (isNoAnswer(answer)) return { ...after, seen: undefined };
  if (answer.accepted) {
    return {
      ...after,
      // The other datasets come from the same description.
      seen: sent.call === 'DeleteDataset' ? memory.seen : undefined,
      ...NO_TROUBLE,
      calledInvalid: undefined,
    };
  }
  const isInvalid = answer.because === 'invalid' && !answer.repeated;
  if (isInvalid && memory.calledInvalid === arn && !memory.changed) {
    const message = `${sent.call} of ${arn} was rejected as invalid: "${answer.message}". Check the project in the Rekognition console before you start the teardown again.`;
    return { ...after, failure: { type: 'InvalidRequest', message } };
  }
  const refused = rejected(after, sent.call, answer, now);
  return { ...refused, seen: undefined, calledInvalid: isInvalid ? arn : memory.calledInvalid };
}

function settledAnswer(
  memory: ProjectMemory,
  arn: string,
  left: Sent<ProjectCall> | undefined,
): ProjectMemory {
  const others = Object.fromEntries(Object.entries(memory.sent).filter(([key]) => key !== arn));
  if (left === undefined) return { ...memory, sent: others };
  const mayHaveDeleted = memory.mayHaveDeleted || left.call === 'DeleteProject';
  const datasets = left.call === 'DeleteDataset' ? deleting(memory, arn, left.answer === 'accepted') : {};
  return { ...memory, ...datasets, sent: { ...others, [arn]: left }, mayHaveDeleted, changed: true };
}

function withoutUnanswered(memory: ProjectMemory, repeated: boolean, now: number): ProjectMemory {
  const awaited = Object.entries(memory.sent).find(([, { answer }]) => answer === 'awaited');
  if (awaited === undefined) return memory;
  const [arn, sent] = awaited;
  const answer = { accepted: false, because: 'invalid', message: '', repeated } as const;
  return settledAnswer(memory, arn, answered(sent, answer, now));
}
