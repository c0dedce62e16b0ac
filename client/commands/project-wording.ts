import { shortName } from '../../contract/arn.js';
import { decisionInWords } from '../../contract/decision.js';
import { inWords } from '../../contract/duration.js';
import {
  counted,
  type ModelRow,
  type ProjectOutcome,
  type ProjectProgress,
  type ProjectResult,
} from '../../contract/project-result.js';
import type { Story } from './views.js';
import { sinceThen } from './wording.js';

/** Models at work that are shown at a time. */
const MOST_SHOWN = 10;

/** `deleted    shelves/v1`, with the reason where there is one. */
function rowLine({ projectVersionArn, state, failure }: ModelRow): string {
  const why = failure ? `  ${failure.type}: ${failure.message}` : '';
  return `${state.padEnd(11)}  ${shortName(projectVersionArn)}${why}`;
}

/** What a project's teardown is at, in lines that change as it goes on. */
export function projectProgressLines(progress: ProjectProgress): string[] {
  const { phase, since, waitingFor, models, approvalEndsAt, projectArn, dryRun } = progress;
  const name = projectArn?.split('/')[1] ?? 'the project';
  const running = models.filter(({ state }) => state === 'running');
  return [
    `${name}: ${phase} for ${sinceThen(since)}${dryRun ? ' (dry run)' : ''}`,
    `  models     ${counted(models)}`,
    `  waits for  ${waitingFor}`,
    ...(approvalEndsAt === undefined ? [] : [`  approval   needed by ${approvalEndsAt}`]),
    ...running.slice(0, MOST_SHOWN).map((row) => `  ${rowLine(row)}`),
    ...(running.length > MOST_SHOWN ? [`  and ${running.length - MOST_SHOWN} more at work`] : []),
  ];
}

/** The models of a project, as they are done with. */
export const PROJECT_STORY: Story<ProjectProgress, ProjectResult> = {
  teller(print) {
    const told = new Set<string>();
    return ({ models }) => {
      for (const row of models) {
        const { state, projectVersionArn } = row;
        if (state === 'waiting' || state === 'running' || told.has(projectVersionArn)) continue;
        told.add(projectVersionArn);
        print(rowLine(row));
      }
    };
  },
  linesOf: projectProgressLines,
};

const OUTCOMES: Readonly<Record<ProjectOutcome, (name: string, took: string) => string>> = {
  deleted: (name, took) => `Deleted the project ${name} in ${took}: AWS no longer lists it.`,
  alreadyGone: (name) => `The project ${name} was gone already: AWS does not list it. Nothing was deleted.`,
  planned: (name) => `The plan for the project ${name}. Nothing was changed.`,
  rejected: (name) =>
    `The project ${name} was left as it is: the approval was refused, or not given in time.`,
  incomplete: (name) =>
    `The project ${name} is left, with some of its models. The same command goes on from here.`,
};

/** How a project's teardown ended, with a row for every model. */
export function projectResultLines(result: ProjectResult): string[] {
  const { outcome, projectArn, startedAt, finishedAt, models, datasets, decisions } = result;
  const took = inWords(Date.parse(finishedAt) - Date.parse(startedAt));
  return [
    OUTCOMES[outcome](projectArn?.split('/')[1] ?? 'of that name', took),
    ...models.map((row) => `  ${rowLine(row)}${planned(row)}`),
    ...datasets.map(
      (arn) => `  ${(outcome === 'planned' ? 'planned' : 'deleted').padEnd(11)}  dataset ${arn}`,
    ),
    `  ${counted(models)}`,
    ...(decisions ?? []).map((decision) => `  ${decisionInWords(decision)}`),
  ];
}

/** What would be done with a model: `stop, wait, delete, confirm`. */
function planned({ status, plan }: ModelRow): string {
  return plan ? `  ${status}: ${plan.steps.map(({ step }) => step).join(', ')}` : '';
}
