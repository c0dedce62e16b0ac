import { shortName } from '../../contract/arn.js';
import { decisionInWords } from '../../contract/decision.js';
import { inWords } from '../../contract/duration.js';
import { counted } from '../../contract/project-result.js';
import type { SweepOutcome, SweepProgress, SweepResult, SweepRow } from '../../contract/sweep-result.js';
import type { Story } from './views.js';
import { sinceThen } from './wording.js';

/** Models at work that are shown at a time. */
const MOST_SHOWN = 10;

/** `selected    STOPPED           120 d  F1 0.91  shelves/v1`, with the reason where there is one. */
function rowLine({ projectVersionArn, state, status, createdAt, evaluationF1, failure }: SweepRow): string {
  const age = createdAt === undefined ? '' : sinceThen(createdAt);
  const f1 = evaluationF1 === undefined ? '' : `F1 ${evaluationF1.toFixed(2)}`;
  const why = failure ? `  ${failure.type}: ${failure.message}` : '';
  return `${state.padEnd(11)}  ${status.padEnd(18)}  ${age.padEnd(8)}  ${f1.padEnd(7)}  ${shortName(projectVersionArn)}${why}`;
}

/** What a sweep is at, in lines that change as it goes on. */
export function sweepProgressLines(progress: SweepProgress): string[] {
  const { phase, since, waitingFor, lookedAt, models, approvalEndsAt, accountId, region, dryRun } = progress;
  const running = models.filter(({ state }) => state === 'running');
  return [
    `${accountId} in ${region}: ${phase} for ${sinceThen(since)}${dryRun ? ' (dry run)' : ''}`,
    `  models     ${lookedAt} looked at: ${counted(models)}`,
    `  waits for  ${waitingFor}`,
    ...(approvalEndsAt === undefined ? [] : [`  approval   needed by ${approvalEndsAt}`]),
    ...running.slice(0, MOST_SHOWN).map((row) => `  ${rowLine(row)}`),
    ...(running.length > MOST_SHOWN ? [`  and ${running.length - MOST_SHOWN} more at work`] : []),
  ];
}

const ENDED: readonly SweepRow['state'][] = ['deleted', 'alreadyGone', 'started', 'failed', 'cancelled'];

/** The models of a sweep, as they are done with. */
export const SWEEP_STORY: Story<SweepProgress, SweepResult> = {
  teller(print) {
    const told = new Set<string>();
    return ({ models }) => {
      for (const row of models) {
        if (!ENDED.includes(row.state) || told.has(row.projectVersionArn)) continue;
        told.add(row.projectVersionArn);
        print(rowLine(row));
      }
    };
  },
  linesOf: sweepProgressLines,
};

const OUTCOMES: Readonly<Record<SweepOutcome, string>> = {
  planned: 'Nothing was changed. Add --delete to tear down what is selected.',
  swept: 'All that was selected is torn down, or will be once its grace period is over.',
  incomplete: 'Some of what was selected is left. The next sweep takes it up again.',
  rejected: 'Nothing was changed: the approval was refused, or not given in time.',
};

/** How a sweep ended, with a row for every model that its rules select. */
export function sweepResultLines(result: SweepResult): string[] {
  const { outcome, accountId, region, startedAt, finishedAt, lookedAt, models, leftForNext } = result;
  const took = inWords(Date.parse(finishedAt) - Date.parse(startedAt));
  return [
    `Swept account ${accountId} in ${region} in ${took}: ${lookedAt} models looked at.`,
    ...models.map((row) => `  ${rowLine(row)}`),
    `  ${counted(models)}`,
    ...(leftForNext > 0 ? [`  ${leftForNext} more are selected, and left for the next sweep`] : []),
    ...(result.decisions ?? []).map((decision) => `  ${decisionInWords(decision)}`),
    OUTCOMES[outcome],
  ];
}
