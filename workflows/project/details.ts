import { shortName } from '../../contract/arn.js';
import {
  counted,
  type ModelRow,
  type ProjectPhase,
  type ProjectProgress,
} from '../../contract/project/result.js';
import { asTable, signalOptions, undone, waitingRows, type DetailRow } from '../shared/details-table.js';
import { markdown } from '../shared/markdown.js';

const HEADINGS: Readonly<Record<ProjectPhase, string>> = {
  looking: 'Checking',
  awaitingApproval: 'Approval needed to tear down',
  paused: 'Paused: teardown of',
  tearingDownModels: 'Tearing down the models of',
  deletingDatasets: 'Deleting the datasets of',
  deletingProject: 'Deleting',
  backingOff: 'Retrying soon:',
  handedOver: 'Handed over: teardown of',
  done: 'Finished:',
};

/** Maximum number of models to show. Models that need attention come first. */
const MOST_SHOWN = 20;

/** Returns the current details of a project's teardown, as Markdown for the Web UI. */
export function projectDetails(progress: ProjectProgress): string {
  const { phase, projectArn, models } = progress;
  const rows: DetailRow[] = [
    ['Project', projectArn && markdown(`\`${projectArn}\``)],
    ['Models', counted(models)],
    ...waitingRows(progress),
    ['Undone by AWS', undone(progress.deletionsUndone)],
    ...notable(models).map((row): DetailRow => [row.state, inWords(row)]),
  ];
  const name = projectArn?.split('/')[1] ?? 'the project';
  const heading = `${HEADINGS[phase]} ${name}${progress.dryRun ? ' (dry run)' : ''}`;
  return asTable(heading, rows, optionsOf(progress));
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

function optionsOf(progress: ProjectProgress): string[] {
  const { phase, workflowId } = progress;
  if (phase === 'done') return [];
  if (workflowId !== undefined) return ['', `The workflow \`${workflowId}\` does the work: follow that one.`];
  return [
    '',
    'Actions:',
    '',
    ...(phase === 'awaitingApproval'
      ? [
          '- update `approve` with `{"by": "you"}`: allow the project and all of its models to be deleted',
          '- update `reject` with `{"by": "you"}`: leave everything as it is and end this run',
        ]
      : []),
    ...signalOptions(progress),
    '- request cancellation: also cancels the teardowns of the models, which leaves them as they are now',
  ];
}
