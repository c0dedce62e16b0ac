import { shortName } from '../../contract/arn.js';
import { decisionInWords } from '../../contract/model/decision.js';
import { durationInWords } from '../../contract/duration.js';
import type { ModelDescription } from '../../contract/model/description.js';
import type { TeardownProgress } from '../../contract/model/progress.js';
import type { Outcome, Plan, PlannedStep, Step, TeardownResult } from '../../contract/model/result.js';
import type { PendingCall } from '../pending-call.js';
import { quoted } from './printable.js';
import { fromNow, phaseInWords, timeAndDistance } from './times-and-phases.js';
import type { Renderer } from './views.js';

/** Formats a step for logs and records: `2026-11-24T02:58:47Z  stop     RUNNING -> STOPPING`. */
export function stepLine(step: Step): string {
  return `${step.at.replace(/\.\d+Z$/, 'Z')}  ${change(step)}`;
}

/** Formats a step of a running teardown: `4 min ago   stop     RUNNING -> STOPPING`. */
export function stepAgo(step: Step): string {
  return `${fromNow(step.at).padEnd(10)}  ${change(step)}`;
}

function change({ step, from, to }: Step): string {
  return `${step.padEnd(7)}  ${from === undefined ? to : `${from} -> ${to}`}`;
}

/** Returns the current state of a teardown, as a heading and rows. */
export function progressLines(progress: TeardownProgress, pending: PendingCall | undefined): string[] {
  const { projectVersionArn, phase, since, waitingFor, modelStatus, nextLook, dryRun } = progress;
  return [
    `${shortName(projectVersionArn)}: ${phaseInWords(phase)} for ${sinceThen(since)}${dryRun ? ' (dry run)' : ''}`,
    ...rows([
      ['status', modelStatus],
      ['waiting', waitingFor],
      ['checks', pending?.paused ? pausedActivity(pending) : nextLook],
      ['last check', pending?.lastTry],
      [
        'grace',
        progress.deleteSent
          ? undefined
          : progress.graceEndsAt && `ends ${timeAndDistance(progress.graceEndsAt)}`,
      ],
      ...limitRows(progress),
    ]),
  ];
}

/** Returns the time limits of a run, and whether it is paused. */
export function limitRows({
  approvalEndsAt,
  deadlineAt,
  paused,
}: Pick<TeardownProgress, 'approvalEndsAt' | 'deadlineAt' | 'paused'>): Row[] {
  return [
    ['approval', approvalEndsAt && `needed by ${timeAndDistance(approvalEndsAt)}`],
    ['paused', paused ? 'yes: nothing is stopped or deleted until it is resumed' : undefined],
    ['deadline', deadlineAt && timeAndDistance(deadlineAt)],
  ];
}

function pausedActivity({ activity, workflowId, activityId }: PendingCall): string {
  const ids = `--workflow-id ${quoted(workflowId)} --activity-id ${quoted(activityId)}`;
  return `none: an operator has paused the activity ${activity}; continue it with "temporal activity unpause ${ids}"`;
}

/** Prints each step of a model's teardown. */
export const MODEL_RENDERER: Renderer<TeardownProgress, TeardownResult> = {
  reporter(print) {
    let reported = 0;
    return ({ steps }) => {
      for (const step of steps.slice(reported)) print(stepLine(step));
      reported = Math.max(reported, steps.length);
    };
  },
  linesOf: progressLines,
};

const OUTCOMES: Readonly<Record<Outcome, (name: string, took: string) => string>> = {
  deleted: (name, took) => `Deleted ${name} in ${took}: AWS no longer lists it.`,
  alreadyGone: (name) => `${name} was already gone: AWS does not list it. Nothing was deleted.`,
  planned: (name) => `Plan for ${name}. Nothing was changed.`,
  rejected: (name) => `${name} was left as it is: the approval was rejected or timed out.`,
  restored: (name) => `${name} was restored and is running again. It was not deleted.`,
  reclaimed: (name) => `${name} was not deleted: somebody started it during the teardown.`,
};

/** Returns how a teardown ended, and the tombstone of the deleted model. */
export function resultLines(result: TeardownResult): string[] {
  const { outcome, projectVersionArn, startedAt, finishedAt, requestedBy, reason } = result;
  const { decisions, model, plan, record } = result;
  const took = durationInWords(Date.parse(finishedAt) - Date.parse(startedAt));
  return [
    OUTCOMES[outcome](shortName(projectVersionArn), took),
    ...(plan ? planLines(plan) : []),
    ...rows([
      ['model', projectVersionArn],
      ['requested by', requestedBy],
      ['reason', reason],
      ...(model ? tombstone(model) : []),
      ['record', record && (record.written ? record.location : `not written: ${record.why}`)],
    ]),
    ...(decisions ?? []).map((decision) => `  ${decisionInWords(decision)}`),
  ];
}

function planLines({ steps, guards, saves }: Plan): string[] {
  return [
    ...steps.map(planLine),
    ...guards.map(({ guard, passes, why }) => `  ${passes ? 'passes ' : 'REFUSES'} ${guard}: ${why}`),
    ...(saves ? [`  saves  ${unitsOf(saves)} inference units per hour`] : []),
  ];
}

function planLine({ step, status, why }: PlannedStep, index: number): string {
  return `  ${index + 1}. ${step.padEnd(7)} when ${status}: ${why}`;
}

function tombstone(model: ModelDescription): Row[] {
  const units = unitsOf(model);
  return [
    ['last seen', model.status],
    ['feature', model.feature],
    ['created', model.createdAt],
    ['trained', model.trainedAt],
    ['F1 score', model.evaluationF1?.toString()],
    ['units', units === undefined ? undefined : `${units} (inference units)`],
    ['output', model.outputLocation],
    ['tags', tagsOf(model)],
  ];
}

type Units = Pick<ModelDescription, 'minInferenceUnits' | 'maxInferenceUnits'>;

function unitsOf({ minInferenceUnits: min, maxInferenceUnits: max }: Units): string | undefined {
  return max === undefined || max === min ? min?.toString() : `${min} to ${max}`;
}

function tagsOf({ tags = {} }: ModelDescription): string | undefined {
  const all = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return all.length === 0 ? undefined : all.join(', ');
}

export type Row = readonly [label: string, value: string | undefined];

export function rows(all: readonly Row[]): string[] {
  return all.flatMap(([label, value]) => (value === undefined ? [] : [`  ${label.padEnd(12)}  ${value}`]));
}

export function sinceThen(time: string): string {
  return durationInWords(Math.max(0, Date.now() - Date.parse(time)));
}
