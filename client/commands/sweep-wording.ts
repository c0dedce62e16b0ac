import { shortName } from '../../contract/arn.js';
import { decisionInWords } from '../../contract/model/decision.js';
import { durationInWords } from '../../contract/duration.js';
import { counted } from '../../contract/project/result.js';
import type { SweepOutcome, SweepProgress, SweepResult, SweepRow } from '../../contract/sweep/result.js';
import type { Renderer } from './views.js';
import { phaseInWords } from './times-and-phases.js';
import { limitRows, rows, sinceThen } from './wording.js';

/** Maximum number of running models to show. */
const MOST_SHOWN = 10;

/** Formats a row as `selected    STOPPED           120 d  F1 0.91  shelves/v1`, with the reason if there is one. */
function rowLine({ projectVersionArn, state, status, createdAt, evaluationF1, failure }: SweepRow): string {
  const age = createdAt === undefined ? '' : sinceThen(createdAt);
  const f1 = evaluationF1 === undefined ? '' : `F1 ${evaluationF1.toFixed(2)}`;
  const why = failure ? `  ${failure.type}: ${failure.message}` : '';
  return `${state.padEnd(11)}  ${status.padEnd(18)}  ${age.padEnd(8)}  ${f1.padEnd(7)}  ${shortName(projectVersionArn)}${why}`;
}

/** Returns the current state of a sweep, as a heading and rows. */
export function sweepProgressLines(progress: SweepProgress): string[] {
  const { phase, since, waitingFor, lookedAt, models, accountId, region, dryRun } = progress;
  const running = models.filter(({ state }) => state === 'running');
  return [
    `${accountId} in ${region}: ${phaseInWords(phase)} for ${sinceThen(since)}${dryRun ? ' (dry run)' : ''}`,
    ...rows([
      ['models', `${lookedAt} checked: ${counted(models)}`],
      ['waiting', waitingFor],
      ...limitRows(progress),
    ]),
    ...running.slice(0, MOST_SHOWN).map((row) => `  ${rowLine(row)}`),
    ...(running.length > MOST_SHOWN ? [`  and ${running.length - MOST_SHOWN} more running`] : []),
  ];
}

const ENDED: readonly SweepRow['state'][] = ['deleted', 'alreadyGone', 'started', 'failed', 'cancelled'];

/** Prints each model of a sweep once it is finished. */
export const SWEEP_RENDERER: Renderer<SweepProgress, SweepResult> = {
  reporter(print) {
    const reported = new Set<string>();
    return ({ models }) => {
      for (const row of models) {
        if (!ENDED.includes(row.state) || reported.has(row.projectVersionArn)) continue;
        reported.add(row.projectVersionArn);
        print(rowLine(row));
      }
    };
  },
  linesOf: sweepProgressLines,
};

const OUTCOMES: Readonly<Record<SweepOutcome, string>> = {
  planned: 'Nothing was changed. Add --delete to tear down the selected models.',
  swept: 'Each of these selected models is gone, or its own teardown is running.',
  incomplete: 'Some of the selected models were not deleted. The next sweep tries again.',
  rejected: 'Nothing was changed: the approval was rejected or timed out.',
};

/** Returns how a sweep ended, with a row for every model that its rules select. */
export function sweepResultLines(result: SweepResult): string[] {
  const { outcome, accountId, region, startedAt, finishedAt, lookedAt, models, leftForNext } = result;
  const took = durationInWords(Date.parse(finishedAt) - Date.parse(startedAt));
  return [
    `Swept account ${accountId} in ${region} in ${took}: ${lookedAt} models checked.`,
    ...models.map((row) => `  ${rowLine(row)}`),
    `  ${counted(models)}`,
    ...(leftForNext > 0 ? [`  ${leftForNext} more selected models are left for the next sweep`] : []),
    ...(result.decisions ?? []).map((decision) => `  ${decisionInWords(decision)}`),
    OUTCOMES[outcome],
  ];
}
