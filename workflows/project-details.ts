import { shortName } from '../contract/arn.js';
import {
  counted,
  type ModelRow,
  type ProjectPhase,
  type ProjectProgress,
} from '../contract/project-result.js';
import { asTable, undone, waitingRows, type DetailRow } from './details.js';

const HEADINGS: Readonly<Record<ProjectPhase, string>> = {
  looking: 'Looking at',
  awaitingApproval: 'Approval needed to tear down',
  tearingDownModels: 'Tearing down the models of',
  deletingDatasets: 'Deleting the datasets of',
  deletingProject: 'Deleting',
  backingOff: 'Asking again soon about',
  handedOver: 'Handed over',
  done: 'Done with',
};

/** As many models as people take in at a glance: those that need somebody come first. */
const MOST_SHOWN = 20;

/** The current details of a project's teardown, in the Markdown that the Web UI shows. */
export function projectDetails(progress: ProjectProgress): string {
  const { phase, projectArn, models, workflowId } = progress;
  const rows: DetailRow[] = [
    ['Project', projectArn && `\`${projectArn}\``],
    ['Models', counted(models)],
    ...waitingRows(progress),
    ['Undone by AWS', undone(progress.deletionsUndone)],
    ...notable(models).map((row): DetailRow => [row.state, inWords(row)]),
  ];
  const name = projectArn?.split('/')[1] ?? 'the project';
  const heading = `${HEADINGS[phase]} ${name}${progress.dryRun ? ' (dry run)' : ''}`;
  return asTable(heading, rows, optionsOf(phase, workflowId));
}

function notable(models: readonly ModelRow[]): readonly ModelRow[] {
  const states: readonly ModelRow['state'][] = [
    'failed',
    'cancelled',
    'restored',
    'reclaimed',
    'rejected',
    'running',
  ];
  return states.flatMap((state) => models.filter((row) => row.state === state)).slice(0, MOST_SHOWN);
}

function inWords({ projectVersionArn, failure }: ModelRow): string {
  return failure ? `${shortName(projectVersionArn)}: ${failure.type}` : shortName(projectVersionArn);
}

function optionsOf(phase: ProjectPhase, workflowId: string | undefined): string[] {
  if (phase === 'done') return [];
  if (workflowId !== undefined) return ['', `You can follow \`${workflowId}\`, which does the work.`];
  return [
    '',
    'You can send',
    '',
    ...(phase === 'awaitingApproval'
      ? [
          '- update `approve` with `{"by": "you"}`: allow everything to be deleted',
          '- update `reject` with `{"by": "you"}`: leave it as it is and end this run',
        ]
      : []),
    '- a cancel: it cancels the teardowns of the models too, which leaves them as they are now',
  ];
}
