import { shortName } from '../../contract/arn.js';
import { counted } from '../../contract/project/result.js';
import type { SweepPhase, SweepProgress, SweepRow } from '../../contract/sweep/result.js';
import { asTable, signalOptions, waitingRows, type DetailRow } from '../shared/details-table.js';

const HEADINGS: Readonly<Record<SweepPhase, string>> = {
  looking: 'Checking the models of',
  awaitingApproval: 'Approval needed to tear down models of',
  paused: 'Paused: teardown of models of',
  tearingDownModels: 'Tearing down models of',
  done: 'Finished:',
};

/** Maximum number of models to show. Models that need attention come first. */
const MOST_SHOWN = 20;
const NOTABLE: readonly SweepRow['state'][] = ['failed', 'cancelled', 'running', 'selected', 'protected'];

/** Returns the current details of a sweep, as Markdown for the Web UI. */
export function sweepDetails(progress: SweepProgress): string {
  const { phase, accountId, region, lookedAt, models, dryRun } = progress;
  const notable = NOTABLE.flatMap((state) => models.filter((row) => row.state === state));
  const rows: DetailRow[] = [
    ['Checked', `${lookedAt} models`],
    ['Models', counted(models)],
    ['Next sweep', progress.leftForNext > 0 ? `${progress.leftForNext} more selected models` : undefined],
    ...waitingRows(progress),
    ...notable.slice(0, MOST_SHOWN).map((row): DetailRow => [row.state, inWords(row)]),
    ['And', notable.length > MOST_SHOWN ? `${notable.length - MOST_SHOWN} more` : undefined],
  ];
  const heading = `${HEADINGS[phase]} account ${accountId} in ${region}${dryRun ? ' (dry run)' : ''}`;
  return asTable(heading, rows, optionsOf(progress));
}

function inWords({ projectVersionArn, status, createdAt, failure }: SweepRow): string {
  const why = failure ? `: ${failure.type}` : `, ${status}, created ${createdAt?.slice(0, 10) ?? 'unknown'}`;
  return `${shortName(projectVersionArn)}${why}`;
}

function optionsOf(progress: SweepProgress): string[] {
  const { phase } = progress;
  if (phase === 'done') return [];
  return [
    '',
    'Actions:',
    '',
    ...(phase === 'awaitingApproval'
      ? [
          '- query `progress`: list all selected models',
          '- update `approve` with `{"by": "you"}`: tear down the selected models',
          '- update `reject` with `{"by": "you"}`: leave them as they are and end this run',
        ]
      : []),
    ...signalOptions(progress),
    '- request cancellation: also cancels the teardowns it is waiting for, which leaves those models as they are now',
  ];
}
