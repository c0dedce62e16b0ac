import { shortName } from '../../contract/arn.js';
import { inWords } from '../../contract/duration.js';
import type { ModelDescription } from '../../contract/model.js';
import type { TeardownProgress } from '../../contract/progress.js';
import type { Outcome, PlannedStep, Step, TeardownResult } from '../../contract/result.js';
import type { PendingCall } from '../teardown-handle.js';

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
      ['deadline', progress.deadlineAt],
    ]),
  ];
}

const OUTCOMES: Readonly<Record<Outcome, (name: string, took: string) => string>> = {
  deleted: (name, took) => `Deleted ${name} in ${took}: AWS no longer lists it.`,
  alreadyGone: (name) => `${name} was gone already: AWS does not list it. Nothing was deleted.`,
  planned: (name) => `The plan for ${name}. Nothing was changed.`,
};

/** How a teardown ended, and the tombstone of what it deleted. */
export function resultLines(result: TeardownResult): string[] {
  const { outcome, projectVersionArn, startedAt, finishedAt, requestedBy, reason, model, plan } = result;
  const took = inWords(Date.parse(finishedAt) - Date.parse(startedAt));
  return [
    OUTCOMES[outcome](shortName(projectVersionArn), took),
    ...(plan ?? []).map(planLine),
    ...rows([
      ['model', projectVersionArn],
      ['asked by', requestedBy],
      ['reason', reason],
      ...(model ? tombstone(model) : []),
    ]),
  ];
}

function planLine({ step, status, why }: PlannedStep, index: number): string {
  return `  ${index + 1}. ${step.padEnd(7)} when ${status}: ${why}`;
}

function tombstone(model: ModelDescription): Row[] {
  const { minInferenceUnits: min, maxInferenceUnits: max } = model;
  const units = max === undefined || max === min ? min : `${min} to ${max}`;
  return [
    ['last seen', model.status],
    ['feature', model.feature],
    ['created', model.createdAt],
    ['trained', model.trainedAt],
    ['F1 score', model.evaluationF1?.toString()],
    ['units', units === undefined ? undefined : `${units} (inference units)`],
    ['output', model.outputLocation],
  ];
}

type Row = readonly [label: string, value: string | undefined];

function rows(all: readonly Row[]): string[] {
  return all.flatMap(([label, value]) => (value === undefined ? [] : [`  ${label.padEnd(9)}  ${value}`]));
}

export function sinceThen(time: string): string {
  return inWords(Math.max(0, Date.now() - Date.parse(time)));
}
