// Judges a campaign by AWS's side of it alone. It shares no code with the workflows.
import type { Call } from '../../emulator/emulator.js';
import type { Done, End, Journal, Named } from './journal.js';
import { UNKNOWN_STATUS, type Act } from './story.js';

/** The rules that were broken by those that have ended so far, a line each. */
export function judgeSoFar(journal: Journal): string[] {
  const ended = new Set(journal.ends.map(({ arn }) => arn));
  const those = (all: ReadonlyMap<string, Named>) => new Map([...all].filter(([arn]) => ended.has(arn)));
  const complaints = judge({ ...journal, models: those(journal.models), projects: those(journal.projects) });
  return complaints.filter((complaint) => !complaint.includes('nobody named'));
}

/** The rules that were broken, a line each. */
export function judge(journal: Journal): string[] {
  const calls = byArn(journal.calls);
  const ends = new Map(journal.ends.map((end) => [end.arn, end]));
  const about = ([arn, named]: readonly [string, Named]): Case => ({
    arn,
    named,
    calls: calls.get(arn) ?? [],
    // What is said of a project is said of all its models, those included that were not there yet.
    acts: journal.acts.filter((it) => it.arn === arn || it.arn === named.projectArn),
    end: ends.get(arn),
  });
  return [
    ...touchedUnnamed(journal),
    ...[...journal.models].map(about).flatMap(judgeModel),
    ...[...journal.projects].map(about).flatMap((it) => judgeProject(it, journal, ends)),
  ];
}

/** Whether the call changed anything: a response that is lost is one of a call that was carried out. */
export function tookEffect({ statusCode, error, fault }: Call): boolean {
  return fault === undefined ? statusCode === 200 : fault === 'loseResponse' && error === undefined;
}

interface Case {
  readonly arn: string;
  readonly named: Named;
  readonly calls: readonly Call[];
  readonly acts: readonly Done[];
  readonly end: End | undefined;
}

/** The calls that name a resource, by each that they name. */
function byArn(calls: readonly Call[]): Map<string, Call[]> {
  const all = new Map<string, Call[]>();
  for (const call of calls) {
    for (const arn of call.input.match(/arn:aws:rekognition:[^"]+/g) ?? []) {
      const those = all.get(arn);
      if (those) those.push(call);
      else all.set(arn, [call]);
    }
  }
  return all;
}

function touchedUnnamed({ calls, models, projects }: Journal): string[] {
  return calls.flatMap(({ operation, input }) => {
    if (!/^(Stop|Delete|Start)/.test(operation)) return [];
    const { ProjectVersionArn, ProjectArn, DatasetArn } = JSON.parse(input) as Record<string, string>;
    const isNamed =
      (ProjectVersionArn !== undefined && models.has(ProjectVersionArn)) ||
      (ProjectArn !== undefined && projects.has(ProjectArn)) ||
      (DatasetArn !== undefined && [...projects.keys()].some((arn) => isIn(arn, DatasetArn)));
    return isNamed ? [] : [`${operation} of what nobody named: ${input}`];
  });
}

/** A dataset's ARN begins as that of its project does, without the timestamp. */
function isIn(projectArn: string, datasetArn: string): boolean {
  return datasetArn.startsWith(`${projectArn.slice(0, projectArn.lastIndexOf('/'))}/dataset/`);
}

function effective({ calls }: Case, operation: string): readonly Call[] {
  return calls.filter((call) => call.operation === operation && tookEffect(call));
}

function did(acts: readonly Done[], act: Act): Done | undefined {
  return acts.find((it) => it.act === act);
}

function judgeModel(it: Case): string[] {
  const { arn, named, calls, acts, end } = it;
  const { terms } = named.story;
  const deletions = effective(it, 'DeleteProjectVersion');
  const changes = [...effective(it, 'StopProjectVersion'), ...deletions];
  const complaints: string[] = [];
  const check = (isKept: boolean, complaint: string) => {
    if (!isKept) complaints.push(`${arn}: ${complaint} (${told(it)})`);
  };
  if (!end || end.how.startsWith('still running')) return [`${arn}: it did not end (${told(it)})`];

  const { how, status, at } = end;
  check(deletions.length <= 1, 'deleted twice');
  check(
    changes.every((call) => call.at <= at),
    'changed after its end',
  );
  for (const act of ['reject', 'restore'] as const) {
    const accepted = did(acts, act)?.to;
    check(
      accepted === undefined || deletions.every((call) => call.at <= accepted),
      `deleted after an accepted ${act}`,
    );
  }
  const approved = did(acts, 'approve');
  check(
    terms.approval === undefined ||
      changes.every((call) => approved !== undefined && call.at >= approved.from),
    'stopped or deleted without an approval',
  );
  check(terms.dryRun !== true || changes.length === 0, 'a dry run that changed something');
  check(!deletedThoughProtected(calls, deletions, acts), 'deleted though AWS had told that it is protected');
  check(isJustified(it, end), `ended with ${how}, of which there is no reason`);
  check(how !== 'deleted' || status === undefined, `"deleted" while AWS lists it as ${status}`);
  check(
    how !== 'deleted' || calls.some((call) => call.operation === 'DeleteProjectVersion'),
    '"deleted", and AWS was not told to',
  );
  // A deadline may pass once Delete was sent, and before it is confirmed.
  check(
    deletions.length === 0 || how === 'deleted' || how === 'DeadlineExceeded',
    `deleted, and it says ${how}`,
  );
  check(changes.length === 0 || !['rejected', 'planned', 'never started'].includes(how), 'changed at all');
  check(
    how !== 'restored' || ['RUNNING', 'STARTING'].includes(status ?? '') || did(acts, 'stop') !== undefined,
    `"restored", and it is ${status}`,
  );
  return complaints;
}

function told({ named, acts, end }: Case): string {
  const said = acts.map(({ act, to }) => (to === undefined ? `perhaps ${act}` : act)).join(', ');
  return `${named.status ?? 'a project'}, ${JSON.stringify(named.story.terms)}, ${said || 'nobody did anything'}, end: ${end?.how ?? 'none'}, decisions: ${JSON.stringify(end?.decisions)}`;
}

/** The tags are read right before: what AWS answered then, and not what it would answer later, binds the deletion. */
function deletedThoughProtected(
  calls: readonly Call[],
  deletions: readonly Call[],
  acts: readonly Done[],
): boolean {
  const protectedAt = did(acts, 'protect')?.to;
  return deletions.some(({ at }) => {
    const read = calls.findLast(
      (call) => call.operation === 'ListTagsForResource' && tookEffect(call) && call.at <= at,
    );
    return read === undefined || (protectedAt !== undefined && protectedAt < read.at);
  });
}

function isJustified({ named: { story, status: first, at }, acts, calls }: Case, end: End): boolean {
  const { terms, whole, feature } = story;
  const was = (...done: readonly Act[]) => done.some((act) => did(acts, act) !== undefined);
  switch (end.how) {
    case 'deleted':
      return true;
    case 'planned':
      return terms.dryRun === true;
    case 'alreadyGone':
      return end.status === undefined && was('remove');
    case 'rejected':
      return terms.approval !== undefined || terms.ifServing === 'ask';
    case 'restored':
      return was('restore');
    case 'reclaimed':
      return was('start') && terms.gracePeriod !== undefined;
    case 'cancelled':
      return was('cancel');
    case 'ModelProtected':
      return was('protect');
    case 'ModelRunning':
      return (terms.ifRunning === 'fail' || terms.ifServing === 'fail') && (isUp(first) || was('start'));
    case 'ModelTraining':
      return terms.ifTraining === 'fail' && first === 'TRAINING_IN_PROGRESS';
    case 'DeadlineExceeded':
      return terms.deadline !== undefined && end.at - at >= Number.parseInt(terms.deadline) * 1000;
    case 'UnexpectedStatus':
      return (
        first === UNKNOWN_STATUS ||
        (feature === 'CONTENT_MODERATION' && first === 'RUNNING') ||
        (was('restore') && was('remove', 'stop'))
      );
    case 'never started':
      return whole && calls.every(({ operation }) => !/^(Stop|Delete)/.test(operation));
    default:
      return false;
  }
}

function isUp(status: string | undefined): boolean {
  return status === 'RUNNING' || status === 'STARTING';
}

function judgeProject(it: Case, journal: Journal, ends: ReadonlyMap<string, End>): string[] {
  const { arn, acts, end, named } = it;
  const { terms } = named.story;
  if (!end || end.how.startsWith('still running')) return [`${arn}: it did not end (${told(it)})`];
  const complaints: string[] = [];
  const check = (isKept: boolean, complaint: string) => {
    if (!isKept) complaints.push(`${arn}: ${complaint} (${told(it)})`);
  };
  const deletions = effective(it, 'DeleteProject');
  const models = [...journal.models].filter(([, model]) => model.projectArn === arn);
  const left = models.flatMap(([model]) => (ends.get(model)?.status === undefined ? [] : [model]));
  check(deletions.length <= 1, 'deleted twice');
  switch (end.how) {
    case 'deleted':
      check(end.status === undefined && left.length === 0, `"deleted", and left are ${left.join()}`);
      check(deletions.length === 1, '"deleted", and AWS was not told to');
      break;
    case 'incomplete':
      check(end.status !== undefined && deletions.length === 0, '"incomplete", and the project is deleted');
      break;
    case 'planned':
      check(terms.dryRun === true && deletions.length === 0, '"planned", and deleted');
      break;
    case 'rejected':
      check(terms.approval !== undefined && deletions.length === 0, '"rejected", and deleted');
      break;
    case 'cancelled':
      check(did(acts, 'cancel') !== undefined, 'cancelled, and nobody has cancelled it');
      break;
    default:
      check(false, `ended with ${end.how}, of which there is no reason`);
  }
  return complaints;
}
