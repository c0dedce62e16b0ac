import { parseProjectVersionArn } from '../../contract/arn.js';
import type { GuardTags, ModelDescription, Traffic } from '../../contract/model/description.js';
import { DEFAULT_APPROVAL_TIMEOUT, type TeardownRequest } from '../../contract/model/request.js';
import type { GuardVerdict, Plan, PlannedStep } from '../../contract/model/result.js';
import { taggedWith } from '../shared/tags.js';
import { protectionReason, refusalReason, servingReason } from './failure-messages.js';
import { nextStep, NO_FACTS, type Facts, type NextStep } from './next-step.js';
import { trafficInWords, serves } from './traffic.js';

type Terms = Pick<
  TeardownRequest,
  'ifRunning' | 'ifServing' | 'ifTraining' | 'approval' | 'gracePeriod' | 'protectTag'
>;

/** Facts that the guards have read. */
export interface Guarded {
  /** Omitted if they were not read, as those of a model in deletion. */
  readonly tags?: GuardTags | undefined;
  /** Omitted if it does not matter. */
  readonly traffic?: Traffic | undefined;
}

/** The statuses that AWS is expected to report after each wait. */
const NEXT_STATUS = {
  trained: 'TRAINING_COMPLETED',
  copied: 'COPYING_COMPLETED',
  started: 'RUNNING',
  stopped: 'STOPPED',
  deleted: 'GONE',
} as const;

/** Returns what a teardown of a model in this state would do, step by step, if nobody interfered. */
export function planTeardown(model: ModelDescription, terms: Terms, guarded: Guarded = {}): Plan {
  const steps = stepsOf(model, terms, guarded);
  const stop = steps.find(({ step }) => step === 'stop');
  const { minInferenceUnits: min, maxInferenceUnits: max = min } = model;
  const saves =
    stop && min !== undefined && max !== undefined
      ? { saves: { minInferenceUnits: min, maxInferenceUnits: max } }
      : {};
  return { steps, guards: guardsOf(model, terms, guarded), ...saves };
}

function stepsOf(model: ModelDescription, terms: Terms, guarded: Guarded): PlannedStep[] {
  const steps: PlannedStep[] = [];
  const refusal = guardRefusal(model, terms, guarded);
  const asked = terms.approval !== undefined || (terms.ifServing === 'ask' && inUse(guarded));
  let facts: Facts = {
    ...NO_FACTS,
    approval: asked ? 'awaited' : 'notNeeded',
    grace: terms.gracePeriod === undefined ? 'none' : 'due',
    guards: refusal === undefined ? 'fresh' : 'unchecked',
  };
  for (let status: string = model.status; status !== 'GONE';) {
    const now = { ...model, status };
    const next = nextStep(now, terms, facts);
    if (next.step === 'checkGuards' && refusal !== undefined) {
      steps.push({ step: 'refuse', status, why: refusal });
      return steps;
    }
    const planned = plannedStep(next, now, terms, guarded);
    steps.push(planned);
    if (planned.step === 'refuse') return steps;
    if (planned.step === 'approve') facts = { ...facts, approval: 'given' };
    if (planned.step === 'hold') facts = { ...facts, grace: 'over', heldStatus: status };
    status = planned.to ?? status;
  }
  return steps;
}

/** Returns why the guards would refuse a model, or undefined if they would not. */
function guardRefusal(model: ModelDescription, terms: Terms, { tags, traffic }: Guarded): string | undefined {
  const carrier = tags && taggedWith(terms.protectTag, tags);
  if (carrier) return protectionReason(carrier, terms.protectTag, model);
  return terms.ifServing === 'fail' && traffic && serves(traffic) ? servingReason(traffic, model) : undefined;
}

function inUse({ traffic }: Guarded): boolean {
  return traffic !== undefined && serves(traffic);
}

const WAITS = {
  trained:
    'Waits until training ends, typically 30 minutes to 24 hours after it began; training cannot be cancelled.',
  copied: 'Waits until the copy ends.',
  started: 'Waits until the model is running; a starting model cannot be stopped.',
  stopped: 'Waits until AWS reports that the model has stopped.',
  deleted: 'Waits until AWS no longer lists this ARN.',
} as const;

function plannedStep(
  next: NextStep,
  model: ModelDescription,
  terms: Terms,
  { traffic }: Guarded,
): PlannedStep {
  const { status } = model;
  switch (next.step) {
    case 'stop': {
      const why = `Takes the model out of service and ends its billing${units(model)}.`;
      return { step: 'stop', status, to: 'STOPPING', why };
    }
    case 'delete':
      return { step: 'delete', status, to: 'DELETING', why: 'Deletes the model, which cannot be undone.' };
    case 'wait': {
      const step = next.for === 'deleted' ? 'confirm' : 'wait';
      return { step, status, to: NEXT_STATUS[next.for], why: WAITS[next.for] };
    }
    case 'askApproval': {
      const { timeout } = terms.approval ?? { timeout: DEFAULT_APPROVAL_TIMEOUT };
      const because = traffic === undefined ? '' : `, since ${trafficInWords(traffic)}`;
      const why = `Waits for approval${because}; if nobody approves within ${timeout}, the teardown is rejected.`;
      return { step: 'approve', status, why };
    }
    case 'hold': {
      const why = `Keeps the model for ${terms.gracePeriod}: until then, restore starts it again if this teardown stopped it, and if anybody starts it, it is not deleted.`;
      return { step: 'hold', status, why };
    }
    case 'refuse':
      return { step: 'refuse', status, why: refusalReason(next.failure, model) };
    default:
      // If nobody interferes, the decision table has no other steps.
      throw new Error(`No plan has the step ${next.step}`);
  }
}

function guardsOf(model: ModelDescription, terms: Terms, { tags, traffic }: Guarded): GuardVerdict[] {
  const { accountId, region, projectName } = parseProjectVersionArn(model.projectVersionArn) ?? {};
  const refusal = nextStep(model, terms, NO_FACTS);
  const failure = refusal.step === 'refuse' ? refusal.failure : undefined;
  const statusGuard = (guard: 'ifRunning' | 'ifTraining', type: 'ModelRunning' | 'ModelTraining') =>
    failure === type
      ? { guard, passes: false, failure, why: refusalReason(failure, model) }
      : { guard, passes: true, why: `${guard} is "${terms[guard]}", and the model is ${model.status}.` };
  return [
    {
      guard: 'allowList',
      passes: true,
      why: `The worker may tear down models of account ${accountId}, Region ${region}, project ${projectName}.`,
    },
    tagGuard(model, terms, tags),
    statusGuard('ifRunning', 'ModelRunning'),
    servingGuard(model, terms, traffic),
    statusGuard('ifTraining', 'ModelTraining'),
  ];
}

function tagGuard(model: ModelDescription, { protectTag }: Terms, tags: GuardTags | undefined): GuardVerdict {
  if (tags === undefined) {
    const why = `The model is ${model.status}, so its tags and those of its project were not read.`;
    return { guard: 'protectTag', passes: true, why };
  }
  const carrier = taggedWith(protectTag, tags);
  return carrier
    ? {
        guard: 'protectTag',
        passes: false,
        failure: 'ModelProtected',
        why: protectionReason(carrier, protectTag, model),
      }
    : {
        guard: 'protectTag',
        passes: true,
        why: `Neither the model nor its project has the tag ${protectTag}.`,
      };
}

function servingGuard(
  model: ModelDescription,
  { ifServing }: Terms,
  traffic: Traffic | undefined,
): GuardVerdict {
  if (traffic === undefined) {
    const why = `ifServing is "${ifServing}", and the model is ${model.status}; CloudWatch was not queried.`;
    return { guard: 'ifServing', passes: true, why };
  }
  return ifServing === 'fail' && serves(traffic)
    ? { guard: 'ifServing', passes: false, failure: 'ModelRunning', why: servingReason(traffic, model) }
    : {
        guard: 'ifServing',
        passes: true,
        why: `ifServing is "${ifServing}", and ${trafficInWords(traffic)}.`,
      };
}

function units({ minInferenceUnits, maxInferenceUnits }: ModelDescription): string {
  if (minInferenceUnits === undefined) return '';
  const most =
    maxInferenceUnits === undefined || maxInferenceUnits === minInferenceUnits
      ? ''
      : ` to ${maxInferenceUnits}`;
  return ` (${minInferenceUnits}${most} inference units per hour)`;
}
