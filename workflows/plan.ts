import type { ModelDescription } from '../contract/model.js';
import type { TeardownRequest } from '../contract/request.js';
import type { PlannedStep } from '../contract/result.js';
import { nextStep, type NextStep } from './next-step.js';
import { refusalReason } from './refusals.js';

/** The statuses that AWS is expected to report after each change. */
const NEXT_STATUS = {
  trained: 'TRAINING_COMPLETED',
  copied: 'COPYING_COMPLETED',
  started: 'RUNNING',
  stopped: 'STOPPED',
} as const;

/** What a teardown of a model in this state would do, step by step, if nobody interferes. */
export function planTeardown(
  model: ModelDescription,
  request: Pick<TeardownRequest, 'ifRunning' | 'ifTraining'>,
): readonly PlannedStep[] {
  const plan: PlannedStep[] = [];
  for (let status: string | undefined = model.status; status !== undefined;) {
    const now = { ...model, status };
    const next = nextStep(now, request);
    plan.push({ ...describe(next, now), status });
    status = statusAfter(next);
  }
  return plan;
}

function statusAfter(next: NextStep): string | undefined {
  switch (next.step) {
    case 'stop':
      return 'STOPPING';
    case 'delete':
      return 'DELETING';
    case 'wait':
      return next.for === 'deleted' ? undefined : NEXT_STATUS[next.for];
    case 'refuse':
      return undefined;
    default:
      return next satisfies never;
  }
}

const WAITS = {
  trained:
    'Training can not be cancelled: waits until it ends, typically 30 minutes to 24 hours after it began.',
  copied: 'Waits until the copy is made.',
  started: 'A model that is starting can not be stopped: waits until it runs.',
  stopped: 'Waits until AWS reports that the model no longer runs.',
  deleted: 'Waits until AWS no longer lists this ARN.',
} as const;

function describe(next: NextStep, model: ModelDescription): Pick<PlannedStep, 'step' | 'why'> {
  switch (next.step) {
    case 'stop':
      return { step: 'stop', why: `Takes the model out of service and ends its billing${units(model)}.` };
    case 'delete':
      return { step: 'delete', why: 'Deletes the model, which can not be undone.' };
    case 'wait':
      return { step: next.for === 'deleted' ? 'confirm' : 'wait', why: WAITS[next.for] };
    case 'refuse':
      return { step: 'refuse', why: refusalReason(next.failure, model) };
    default:
      return next satisfies never;
  }
}

function units({ minInferenceUnits, maxInferenceUnits }: ModelDescription): string {
  if (minInferenceUnits === undefined) return '';
  const most =
    maxInferenceUnits === undefined || maxInferenceUnits === minInferenceUnits
      ? ''
      : ` to ${maxInferenceUnits}`;
  return ` (${minInferenceUnits}${most} inference units an hour)`;
}
