import {
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowFailure,
  condition,
  isCancellation,
  patched,
  workflowInfo,
} from '@temporalio/workflow';
import type { ListedModel } from '../../contract/activities.js';
import { shortName, type ProjectArn } from '../../contract/arn.js';
import type { ChildEnd } from '../../contract/child-end.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { Outcome } from '../../contract/model/result.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { ModelRow } from '../../contract/project/result.js';
import type { TeardownModel } from '../../contract/workflows.js';
import { actsAsFirst } from './after-reset.js';
import { alreadyRunning, leavesAbandoned, startCanonical } from './canonical-child.js';
import { canonicalModelId, modelMemoOf } from './canonical-ids.js';
import { endOf, standsBefore, stateOf } from './joining.js';
import { signalRuns, type SignalInput } from './operator-signals.js';
import { unlessLate } from './unless-late.js';
import { untilAllEnd } from './until-all-end.js';

/** Common settings of the teardowns of many models. */
export interface ModelChildren<Model extends ListedModel = ListedModel> {
  readonly terms: Omit<TeardownRequest, 'projectVersionArn' | 'projectArn' | 'approval' | 'deadline'>;
  /** Whether to start them with search attributes. */
  readonly searchable?: boolean | undefined;
  readonly maxParallel: number;
  /** While it is paused, no teardown is started. */
  readonly isPaused: () => boolean;
  /** Returns the last `resume`, unless it is paused. Teardowns that it joins may not have got it. Default: none. */
  readonly lastResume?: () => SignalInput | undefined;
  /** Whether the parent's deadline has passed. Then it waits a little longer for the teardowns that it has cancelled. */
  readonly isLate: () => boolean;
  /** Returns whether to start no more teardowns, since their selection may be old. Default: never. */
  readonly givesUp?: () => boolean;
  /** Whether they were started before a reset. Then they are only joined, also during a pause, to pass signals on to them. */
  readonly areRunning?: boolean;
  /** Whether they are only started, and continue after their parent has ended. */
  readonly abandon?: boolean;
  /** The statuses in which models were selected. Models in other statuses are left as they are. */
  readonly selectedIn?: readonly string[];
  /** Running teardowns that were started before this are not its own: epoch milliseconds. Default: none. */
  readonly ownSince?: number | undefined;
  readonly projectOf: (model: Model) => ProjectArn;
  readonly setRow: (row: ModelRow) => void;
}

/** Tears down models with limited parallelism. Starts no new ones once the run should continue as new. */
export async function tearDownModels<Model extends ListedModel>(
  children: ModelChildren<Model>,
  models: readonly Model[],
): Promise<void> {
  const { isPaused, givesUp, areRunning = false } = children;
  const waiting = [...models];
  const inTurn = async () => {
    while (!workflowInfo().continueAsNewSuggested) {
      if (!areRunning && givesUp?.()) return;
      await condition(() => areRunning || !isPaused());
      const model = waiting.shift();
      if (model === undefined) return;
      const row = await (areRunning ? joinModel : tearDownModel)(children, model);
      if (row) children.setRow(row);
    }
  };
  const places = Math.min(children.maxParallel, models.length);
  // Starts that are under way when a cancel comes are still shown. Teardowns that end with this run may take longer than it.
  const waits = (error: unknown) => children.abandon === true && isCancellation(error) && leavesAbandoned();
  await unlessLate(children.isLate, untilAllEnd(Array.from({ length: places }, inTurn), waits));
}

const STARTS_OWN = 'starts-own-teardown-after-a-cancelled-one';
const HOLDS = 'holds-teardowns-that-it-has-checked';

/** Returns undefined for a model that is left as it is, since its selection may be old. */
async function tearDownModel<Model extends ListedModel>(
  children: ModelChildren<Model>,
  model: Model,
): Promise<ModelRow | undefined> {
  const { terms, searchable, abandon = false, selectedIn, isPaused, givesUp, projectOf, setRow } = children;
  const { projectVersionArn, status } = model;
  const { dryRun, ifRunning, ifServing, ifTraining, protectTag } = terms;
  const { gracePeriod, requestedBy, reason } = terms;
  const request = {
    projectVersionArn,
    projectArn: projectOf(model),
    dryRun,
    ifRunning,
    ifServing,
    ifTraining,
    protectTag,
    ...omitUndefined({ gracePeriod, requestedBy, reason }),
  };
  const workflowId = canonicalModelId(projectVersionArn);
  const running = () => showRunning({ setRow, isPaused }, model);
  try {
    const before = dryRun ? undefined : await standsBefore({ workflowId });
    if (before?.state === 'running' && !abandon) return await joinModel(children, model);
    if (before !== undefined && before.state !== 'running') return rowOf(model, before);
    // To check that takes minutes if workers are busy, in which somebody may pause this run.
    if ((isPaused() || givesUp?.()) && patched(HOLDS)) {
      if (givesUp?.()) return undefined;
      await condition(() => !isPaused());
    }
    const child = await startCanonical<TeardownModel>({
      type: 'teardownModel',
      workflowId,
      args: selectedIn === undefined ? [request] : [request, { selectedIn }],
      arn: projectVersionArn,
      summary: `Tear down ${shortName(projectVersionArn)}`,
      memo: modelMemoOf(projectVersionArn, terms),
      searched: searchable ? request : undefined,
      abandon,
    });
    if (abandon) return { projectVersionArn, status, state: 'started' };
    // Signals go to the rows that run. Before the start, the teardown may be one that somebody else started.
    running();
    const { outcome, plan: planned } = await child.result();
    return { projectVersionArn, status, state: outcome, ...omitUndefined({ plan: planned }) };
  } catch (error) {
    if (!isCancellation(error)) {
      const failure = reasonOf(error);
      const isOpen = failure.type === 'AlreadyInProgress' && !abandon;
      const shows = () => showJoined(children, model);
      const ended = isOpen ? await joined(workflowId, children.ownSince, shows) : undefined;
      // Temporal cancels the teardowns of a run that was terminated. This one has taken that run's place, and its workflow ID.
      if (ended?.state === 'cancelled' && actsAsFirst(STARTS_OWN) && !givesUp?.()) {
        await condition(() => !isPaused());
        return tearDownModel(children, model);
      }
      return rowOf(model, ended ?? { state: 'failed', failure });
    }
    if (CancellationScope.current().consideredCancelled) throw error;
    return { projectVersionArn, status, state: 'cancelled' };
  }
}

/** Waits for a teardown that was started before a reset. Somebody else may have started another one since. */
async function joinModel(
  children: Shown & Pick<ModelChildren, 'ownSince'>,
  { projectVersionArn, status }: ListedModel,
): Promise<ModelRow> {
  const workflowId = canonicalModelId(projectVersionArn);
  const model = { projectVersionArn, status };
  const ended = await joined(workflowId, children.ownSince, () => showJoined(children, model));
  const failure = reasonOf(alreadyRunning(projectVersionArn, workflowId));
  return rowOf(model, ended ?? { state: 'failed', failure });
}

function rowOf({ projectVersionArn, status }: ListedModel, end: ChildEnd): ModelRow {
  // The teardown of a model does not end as one of a project.
  return { projectVersionArn, status, ...(end as ChildEnd<Outcome>) };
}

type Shown = Pick<ModelChildren, 'setRow' | 'isPaused' | 'lastResume'>;

function showRunning({ setRow, isPaused }: Shown, { projectVersionArn, status }: ListedModel): void {
  setRow({ projectVersionArn, status, state: 'running' });
  if (isPaused()) signalRuns([canonicalModelId(projectVersionArn)], 'pause', {});
}

const RESUMES = 'resumes-teardowns-that-it-joins';

/** A `resume` that came before this reached no row. The pause before it may have reached the teardown: before the reset. */
function showJoined(children: Shown, model: ListedModel): void {
  showRunning(children, model);
  const resume = children.lastResume?.();
  if (resume === undefined || !patched(RESUMES)) return;
  signalRuns([canonicalModelId(model.projectVersionArn)], 'resume', resume, { by: 'parent', early: true });
}

const TELLS = 'tells-teardowns-that-it-joins';

/**
 * Returns how a teardown ended that this run started before a reset, or undefined if somebody else started it.
 *
 * @param isRunning called before it waits for a teardown of its own
 */
async function joined(
  workflowId: string,
  startedSince: number | undefined,
  isRunning: () => void,
): Promise<ChildEnd | undefined> {
  const child = { workflowId, parentId: workflowInfo().workflowId, startedSince };
  if (patched(TELLS)) {
    const now = await stateOf(child);
    if (now?.state !== 'running') return now;
    isRunning();
  }
  return endOf(child);
}

function reasonOf(error: unknown): { readonly type: string; readonly message: string } {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return { type: String(cause.type), message: cause.message };
  return cause instanceof Error
    ? { type: cause.name, message: cause.message }
    : { type: 'Error', message: String(cause) };
}
