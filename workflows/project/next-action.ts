// The teardown of a project without Temporal and without AWS: what comes next, by the request, the memory and the clock.
import type { ListedModel } from '../../contract/activities.js';
import { DEFAULT_APPROVAL_TIMEOUT } from '../../contract/model/request.js';
import type { ProjectDescription } from '../../contract/project/description.js';
import type { ModelRow } from '../../contract/project/result.js';
import { deadlineOf } from '../shared/deadline.js';
import { approvalEnd } from '../shared/decision-memory.js';
import { firstOf } from '../shared/lifecycle.js';
import { isoIf, type RunAsk } from '../shared/run-state.js';
import { mayBeLate, settlesAt } from '../shared/sent-change.js';
import { goneIn, triedIn } from './late-listing.js';
import { nextProjectStep, type NextProjectStep, type ProjectFacts } from './next-step.js';
import type { LocatedRequest, ProjectAsk, ProjectMemory } from './state.js';

/**
 * Returns the next step.
 *
 * @param isMended whether this run may decide what earlier versions decided otherwise. Asked only if it makes a difference
 * @param endsAtOnce whether the run ends at once when it is rejected, as it may have been reset. Asked only if it was
 */
export function nextOfProject(
  request: LocatedRequest,
  memory: ProjectMemory,
  now: number,
  isMended = () => true,
  endsAtOnce = () => false,
): ProjectAsk | RunAsk {
  const { seen } = memory;
  const first = firstOf(memory, now, lateness(request, memory), obeysCancel(request, memory));
  if (first) return first;
  if (memory.approval === 'refused' && endsAtOnce()) {
    const hasBegun = memory.rows.some(({ state }) => state !== 'waiting');
    return { ask: 'end', outcome: hasBegun ? 'incomplete' : 'rejected' };
  }
  if (seen === undefined) return { ask: 'look', at: now };
  if (seen === 'GONE') return { ask: 'end', outcome: memory.mayHaveDeleted ? 'deleted' : 'alreadyGone' };
  const { project, models, startedBefore = [] } = seen;
  const running = models.filter(
    (model) => startedBefore.includes(model.projectVersionArn) && rowOf(memory, model)?.state === 'waiting',
  );
  if (running.length > 0) return { ask: 'tearDownModels', models: running, areRunning: true };
  if (request.dryRun) {
    const unplanned = models.filter((model) => rowOf(memory, model)?.state === 'waiting');
    return unplanned.length === 0
      ? { ask: 'end', outcome: 'planned' }
      : { ask: 'tearDownModels', models: unplanned, areRunning: false };
  }
  const facts = projectFactsOf(request, memory, project, now);
  return askFor(nextProjectStep(project, models, facts), request, memory, project, now, isMended);
}

/** Returns whether cancellation takes effect now. Once DeleteProject was sent, it waits for the confirmation. */
function obeysCancel({ projectArn }: LocatedRequest, { sent }: ProjectMemory): boolean {
  return sent[projectArn] === undefined;
}

/**
 * Returns whether the current step must end now. Cancellation, the deadline and a pause end a call in flight, too.
 *
 * @param endsAtOnce whether the run ends at once when it is rejected, as it may have been reset. Asked only if it was
 */
export function interruptsProject(
  request: LocatedRequest,
  memory: ProjectMemory,
  ask: ProjectAsk | RunAsk,
  endsAtOnce = () => false,
): boolean {
  if (memory.late) return true;
  const isLooking = ask.ask === 'look' || (ask.ask === 'tearDownModels' && ask.areRunning);
  if (isLooking && memory.approval === 'refused' && endsAtOnce()) return true;
  if (ask.ask === 'send') return memory.cancelled || memory.paused;
  return memory.cancelled && obeysCancel(request, memory);
}

function projectFactsOf(
  { projectArn }: LocatedRequest,
  { approval, paused, rows, sent }: ProjectMemory,
  { datasets }: ProjectDescription,
  now: number,
): ProjectFacts {
  const deleted = datasets.filter(({ datasetArn, status }) => mayBeLate(sent[datasetArn], status, now));
  const deletedDatasets = new Set(deleted.map(({ datasetArn }) => datasetArn));
  const deleteSent = sent[projectArn] !== undefined;
  return { approval, paused, tried: triedIn(rows), gone: goneIn(rows), deletedDatasets, deleteSent };
}

function askFor(
  next: NextProjectStep,
  request: LocatedRequest,
  memory: ProjectMemory,
  project: ProjectDescription,
  now: number,
  isMended: () => boolean,
): ProjectAsk | RunAsk {
  const { projectArn } = project;
  switch (next.step) {
    case 'askApproval': {
      const timeout = request.approval?.timeout ?? DEFAULT_APPROVAL_TIMEOUT;
      return { ask: 'pause', for: 'approval', until: approvalEnd(memory, timeout, now) };
    }
    case 'awaitResume':
      return { ask: 'pause', for: 'resume' };
    case 'tearDownModels':
      return { ask: 'tearDownModels', models: next.models, areRunning: false };
    case 'deleteDatasets': {
      const [first] = next.datasets;
      return first
        ? { ask: 'send', call: 'DeleteDataset', arn: first.datasetArn, from: first.status }
        : { ask: 'look', at: now };
    }
    case 'deleteProject':
      return { ask: 'send', call: 'DeleteProject', arn: projectArn, from: project.status };
    case 'wait':
      return waitFor(next.for, memory, project, now, isMended);
    case 'end':
      return { ask: 'end', outcome: next.outcome };
    case 'refuse':
      return {
        ask: 'fail',
        type: 'UnexpectedStatus',
        message: `${next.what} of ${projectArn} is ${next.status}, for which no safe step is known, so no further request was sent. Check the project in the Rekognition console, or upgrade rekognition-teardown.`,
      };
    default:
      return next satisfies never;
  }
}

/** Waits for accepted deletions that reads do not show yet, at most until every read must show them. */
function waitFor(
  what: 'datasets' | 'project',
  { sent }: ProjectMemory,
  project: ProjectDescription,
  now: number,
  isMended: () => boolean,
): ProjectAsk {
  const listed: readonly { readonly arn: string; readonly status: string }[] = [
    { arn: project.projectArn, status: project.status },
    ...project.datasets.map(({ datasetArn: arn, status }) => ({ arn, status })),
  ];
  const late = listed.flatMap(({ arn, status }) => {
    const it = sent[arn];
    if (it === undefined) return [];
    // Earlier versions waited for ever for what had changed between the deletion and the read.
    return it.from === status || (mayBeLate(it, status, now) && isMended()) ? [it] : [];
  });
  const until = Math.min(...late.map(settlesAt));
  if (late.some(({ answer }) => answer === 'unknown')) return { ask: 'pause', for: 'settling', until };
  return { ask: 'wait', for: what, project, ...(until < Infinity && { until }) };
}

function lateness(request: LocatedRequest, memory: ProjectMemory): string {
  const { waitingFor, mayHaveDeleted, rows, datasets } = memory;
  const models = rows.filter(({ state }) => state === 'deleted').length;
  const sent = mayHaveDeleted
    ? 'DeleteProject was sent, but whether AWS carried it out is not confirmed.'
    : 'DeleteProject was not sent.';
  return `The deadline (${isoIf(deadlineOf(request, memory))}) for tearing down ${request.projectArn} passed while waiting for ${waitingFor}. ${sent} Deleted so far: models: ${models}, datasets: ${datasets.length}. To continue, start the teardown again with a longer deadline.`;
}

function rowOf({ rows }: ProjectMemory, { projectVersionArn }: ListedModel): ModelRow | undefined {
  return rows.find((row) => row.projectVersionArn === projectVersionArn);
}
