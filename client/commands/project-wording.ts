import { shortName } from '../../contract/arn.js';
import { decisionInWords } from '../../contract/model/decision.js';
import { durationInWords } from '../../contract/duration.js';
import {
  counted,
  type ModelRow,
  type ProjectOutcome,
  type ProjectProgress,
  type ProjectResult,
} from '../../contract/project/result.js';
import type { Renderer } from './views.js';
import { phaseInWords } from './times-and-phases.js';
import { limitRows, rows, sinceThen } from './wording.js';

/** Maximum number of running models to show. */
const MOST_SHOWN = 10;

/** Formats a row as `deleted    shelves/v1`, with the reason if there is one. */
function rowLine({ projectVersionArn, state, failure }: ModelRow): string {
  const why = failure ? `  ${failure.type}: ${failure.message}` : '';
  return `${state.padEnd(11)}  ${shortName(projectVersionArn)}${why}`;
}

/** Returns the current state of a project's teardown, as a heading and rows. */
export function projectProgressLines(progress: ProjectProgress): string[] {
  const { phase, since, waitingFor, models, projectArn, dryRun } = progress;
  const name = projectArn?.split('/')[1] ?? 'the project';
  const running = models.filter(({ state }) => state === 'running');
  return [
    `${name}: ${phaseInWords(phase)} for ${sinceThen(since)}${dryRun ? ' (dry run)' : ''}`,
    ...rows([['models', counted(models)], ['waiting', waitingFor], ...limitRows(progress)]),
    ...running.slice(0, MOST_SHOWN).map((row) => `  ${rowLine(row)}`),
    ...(running.length > MOST_SHOWN ? [`  and ${running.length - MOST_SHOWN} more running`] : []),
  ];
}

/** Prints each model of a project once it is finished. */
export const PROJECT_RENDERER: Renderer<ProjectProgress, ProjectResult> = {
  reporter(print) {
    const reported = new Set<string>();
    return ({ models }) => {
      for (const row of models) {
        const { state, projectVersionArn } = row;
        if (state === 'waiting' || state === 'running' || reported.has(projectVersionArn)) continue;
        reported.add(projectVersionArn);
        print(rowLine(row));
      }
    };
  },
  linesOf: projectProgressLines,
};

const OUTCOMES: Readonly<Record<ProjectOutcome, (name: string, took: string) => string>> = {
  deleted: (name, took) => `Deleted the project ${name} in ${took}: AWS no longer lists it.`,
  alreadyGone: (name) => `The project ${name} was already gone: AWS does not list it. Nothing was deleted.`,
  planned: (name) => `Plan for the project ${name}. Nothing was changed.`,
  rejected: (name) => `The project ${name} was left as it is: the approval was rejected or timed out.`,
  incomplete: (name) =>
    `The project ${name} and some of its models were not deleted. Run the same command again to continue.`,
};

/** Returns how a project's teardown ended, with a row for every model. */
export function projectResultLines(result: ProjectResult): string[] {
  const { outcome, projectArn, startedAt, finishedAt, models, datasets, decisions } = result;
  const took = durationInWords(Date.parse(finishedAt) - Date.parse(startedAt));
  return [
    OUTCOMES[outcome](projectArn?.split('/')[1] ?? '(name not found)', took),
    ...models.map((row) => `  ${rowLine(row)}${planned(row)}`),
    ...datasets.map(
      (arn) => `  ${(outcome === 'planned' ? 'planned' : 'deleted').padEnd(11)}  dataset ${arn}`,
    ),
    `  ${counted(models)}`,
    ...(decisions ?? []).map((decision) => `  ${decisionInWords(decision)}`),
  ];
}

/** Returns what a dry run plans for a model: `stop, wait, delete, confirm`. */
function planned({ status, plan }: ModelRow): string {
  return plan ? `  ${status}: ${plan.steps.map(({ step }) => step).join(', ')}` : '';
}
