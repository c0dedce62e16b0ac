import { shortName } from '../../contract/arn.js';
import { decisionInWords } from '../../contract/decision.js';
import { inWords } from '../../contract/duration.js';
import type { ModelDescription } from '../../contract/model.js';
import type { TeardownProgress } from '../../contract/progress.js';
import type { Outcome, Plan, PlannedStep, Step, TeardownResult } from '../../contract/result.js';
import type { PendingCall } from '../teardown-handle.js';
import type { Story } from './views.js';

/** `2026-11-24T02:58:47Z  stop     RUNNING -> STOPPING` */
export function stepLine({ at, step, from, to }: Step): string {
  const change = from === undefined ? to : `${from} -> ${to}`;
  return `${at.replace(/\.\d+Z$/, 'Z')}  ${step.padEnd(7)}  ${change}`;
}

/** What a teardown is at, in a few lines that change as it goes on. */
export function progressLines(progress: TeardownProgress, pending: PendingCall | undefined): string[] {
  const { projectVersionArn, phase, since, waitingFor, modelStatus, nextLook, dryRun } = progress;
  return [
    `${shortName(projectVersionArn)}: ${phase} for ${sinceThen(since)}${dryRun ? ' (dry run)' : ''}`,
    ...rows([
      ['status', modelStatus],
      ['waits for', waitingFor],
      ['looks', nextLook],
      ['last look', pending?.lastTry],
      ['approval', progress.approvalEndsAt && `needed by ${progress.approvalEndsAt}`],
      ['grace', progress.deleteSent ? undefined : progress.graceEndsAt && `until ${progress.graceEndsAt}`],
      ['paused', progress.paused ? 'yes: nothing is stopped or deleted until it is resumed' : undefined],
      ['deadline', progress.deadlineAt],
    ]),
  ];
}

/** The steps of a model's teardown, as they are taken. */
export const MODEL_STORY: Story<TeardownProgress, TeardownResult> = {
  teller(print) {
    let told = 0;
    return ({ steps }) => {
      for (const step of steps.slice(told)) print(stepLine(step));
      told = Math.max(told, steps.length);
    };
  },
  linesOf: progressLines,
};

const OUTCOMES: Readonly<Record<Outcome, (name: string, took: string) => string>> = {
  deleted: (name, took) => `Deleted ${name} in ${took}: AWS no longer lists it.`,
  alreadyGone: (name) => `${name} was gone already: AWS does not list it. Nothing was deleted.`,
  planned: (name) => `The plan for ${name}. Nothing was changed.`,
  rejected: (name) => `${name} was left as it is: the approval was refused, or not given in time.`,
  restored: (name) => `${name} runs again: it was restored, and not deleted.`,
  reclaimed: (name) => `${name} was kept: somebody started it before its grace period was over.`,
};

/** How a teardown ended, and the tombstone of what it deleted. */
export function resultLines(result: TeardownResult): string[] {
  const { outcome, projectVersionArn, startedAt, finishedAt, requestedBy, reason } = result;
  const { decisions, model, plan } = result;
  const took = inWords(Date.parse(finishedAt) - Date.parse(startedAt));
  return [
    OUTCOMES[outcome](shortName(projectVersionArn), took),
    ...(plan ? planLines(plan) : []),
    ...rows([
      ['model', projectVersionArn],
      ['asked by', requestedBy],
      ['reason', reason],
      ...(model ? tombstone(model) : []),
    ]),
    ...(decisions ?? []).map((decision) => `  ${decisionInWords(decision)}`),
  ];
}

function planLines({ steps, guards, saves }: Plan): string[] {
  return [
    ...steps.map(planLine),
    ...guards.map(({ guard, passes, why }) => `  ${passes ? 'passes ' : 'REFUSES'} ${guard}: ${why}`),
    ...(saves ? [`  saves  ${unitsOf(saves)} inference units, every hour`] : []),
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

type Row = readonly [label: string, value: string | undefined];

function rows(all: readonly Row[]): string[] {
  return all.flatMap(([label, value]) => (value === undefined ? [] : [`  ${label.padEnd(9)}  ${value}`]));
}

export function sinceThen(time: string): string {
  return inWords(Math.max(0, Date.now() - Date.parse(time)));
}
