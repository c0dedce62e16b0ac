import { shortName } from '../contract/arn.js';
import { counted } from '../contract/project-result.js';
import type { SweepPhase, SweepProgress, SweepRow } from '../contract/sweep-result.js';
import { asTable, waitingRows, type DetailRow } from './details.js';

const HEADINGS: Readonly<Record<SweepPhase, string>> = {
  looking: 'Looking at the models of',
  awaitingApproval: 'Approval needed to tear down models of',
  tearingDownModels: 'Tearing down models of',
  done: 'Done with',
};

/** As many models as people take in at a glance: those that need somebody come first. */
const MOST_SHOWN = 20;
const NOTABLE: readonly SweepRow['state'][] = ['failed', 'cancelled', 'running', 'selected', 'protected'];

/** The current details of a sweep, in the Markdown that the Web UI shows. */
export function sweepDetails(progress: SweepProgress): string {
  const { phase, accountId, region, lookedAt, models, dryRun } = progress;
  const notable = NOTABLE.flatMap((state) => models.filter((row) => row.state === state));
  const rows: DetailRow[] = [
    ['Looked at', `${lookedAt} models`],
    ['Of those', counted(models)],
    ['Left for the next', progress.leftForNext > 0 ? `${progress.leftForNext}` : undefined],
    ...waitingRows(progress),
    ...notable.slice(0, MOST_SHOWN).map((row): DetailRow => [row.state, inWords(row)]),
    ['And', notable.length > MOST_SHOWN ? `${notable.length - MOST_SHOWN} more` : undefined],
  ];
  const heading = `${HEADINGS[phase]} account ${accountId} in ${region}${dryRun ? ' (dry run)' : ''}`;
  return asTable(heading, rows, optionsOf(phase));
}

function inWords({ projectVersionArn, status, createdAt, failure }: SweepRow): string {
  const why = failure ? `: ${failure.type}` : `, ${status}, created ${createdAt?.slice(0, 10) ?? 'unknown'}`;
  return `${shortName(projectVersionArn)}${why}`;
}

function optionsOf(phase: SweepPhase): string[] {
  if (phase === 'done') return [];
  return [
    '',
    'You can send',
    '',
    ...(phase === 'awaitingApproval'
      ? [
          '- query `progress`: all that is selected',
          '- update `approve` with `{"by": "you"}`: have what is selected torn down',
          '- update `reject` with `{"by": "you"}`: leave it as it is and end this run',
        ]
      : []),
    '- a cancel: it cancels the teardowns that it waits for too, which leaves those models as they are now',
  ];
}
