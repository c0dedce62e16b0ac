// Judges a campaign by AWS's side of it alone. It shares no code with the workflows.
import type { Call } from '../../emulator/emulator.js';
import type { Done, End, Journal } from './journal.js';
import type { Act } from './story.js';

/** The rules that were broken, a line each. */
export function judge(journal: Journal): string[] {
  return [
    ...touchedUnnamed(journal),
    ...[...journal.named.keys()].flatMap((arn) =>
      judgeTeardown(journal, arn).map((complaint) => `${arn}: ${complaint}`),
    ),
  ];
}

/** Whether the call changed anything: a response that is lost is one of a call that was carried out. */
export function tookEffect({ statusCode, error, fault }: Call): boolean {
  return fault === undefined ? statusCode === 200 : fault === 'loseResponse' && error === undefined;
}

function touchedUnnamed({ calls, named }: Journal): string[] {
  return calls
    .filter(({ operation }) => /^(Stop|Delete|Start)Project/.test(operation))
    .filter(({ input }) => !named.has(arnIn(input)))
    .map(({ operation, input }) => `${operation} of what nobody named: ${arnIn(input)}`);
}

function arnIn(input: string): string {
  const { ProjectVersionArn, ProjectArn } = JSON.parse(input) as Readonly<Record<string, string>>;
  return ProjectVersionArn ?? ProjectArn ?? '';
}

function judgeTeardown(journal: Journal, arn: string): string[] {
  const terms = journal.named.get(arn);
  const acts = journal.acts.filter((it) => it.arn === arn);
  const end = journal.ends.find((it) => it.arn === arn);
  const calls = journal.calls.filter(({ input }) => input.includes(arn));
  const effective = (operation: string) =>
    calls.filter((call) => call.operation === operation && tookEffect(call));
  const changes = [...effective('StopProjectVersion'), ...effective('DeleteProjectVersion')];
  const deletions = effective('DeleteProjectVersion');
  const complaints: string[] = [];
  const check = (holds: boolean, complaint: string) => {
    if (!holds) complaints.push(complaint);
  };
  if (!terms || !end || end.how === 'still running') {
    return [`it did not end, after ${acts.map(({ act }) => act).join(', ') || 'nothing'}`];
  }

  check(deletions.length <= 1, 'deleted twice');
  check(
    changes.every(({ at }) => at <= end.at),
    'changed after its end',
  );
  for (const act of ['reject', 'restore'] as const) {
    const accepted = done(acts, act);
    check(
      accepted === undefined || deletions.every(({ at }) => at <= accepted.to),
      `deleted after an accepted ${act}`,
    );
  }
  const approved = done(acts, 'approve');
  check(
    terms.approval === undefined || changes.every(({ at }) => approved !== undefined && at >= approved.from),
    'stopped or deleted without an approval',
  );
  check(
    !deletedThoughProtected(calls, deletions, done(acts, 'protect')),
    'deleted though AWS had told that it is protected',
  );
  check(isJustified(end, acts, terms, deletions), `ended with ${end.how}, of which there is no reason`);
  check(end.how !== 'deleted' || end.status === undefined, `"deleted" while AWS lists it as ${end.status}`);
  check(
    end.how !== 'deleted' || calls.some((call) => call.operation === 'DeleteProjectVersion'),
    '"deleted", and AWS was not told to',
  );
  check(
    end.how === 'deleted' || end.how === 'cancelled' || deletions.length === 0,
    `deleted, and it says ${end.how}`,
  );
  check(end.how !== 'rejected' || changes.length === 0, 'rejected, and yet changed');
  return complaints;
}

function done(acts: readonly Done[], act: Act): Done | undefined {
  return acts.find((it) => it.act === act);
}

/** The tags are read right before: what AWS answered then, and not what it would answer later, binds the deletion. */
function deletedThoughProtected(
  calls: readonly Call[],
  deletions: readonly Call[],
  protectedBy: Done | undefined,
): boolean {
  return deletions.some(({ at }) => {
    const read = calls.findLast(
      (call) => call.operation === 'ListTagsForResource' && tookEffect(call) && call.at <= at,
    );
    return read === undefined || (protectedBy !== undefined && protectedBy.to < read.at);
  });
}

function isJustified(
  { how, status }: End,
  acts: readonly Done[],
  terms: { readonly ifRunning: string; readonly ifTraining: string; readonly approval?: object },
  deletions: readonly Call[],
): boolean {
  const did = (act: Act) => done(acts, act) !== undefined;
  switch (how) {
    case 'deleted':
      return true;
    case 'alreadyGone':
      return status === undefined && did('remove') && deletions.length === 0;
    case 'rejected':
      return terms.approval !== undefined;
    case 'restored':
      return did('restore');
    case 'reclaimed':
      return did('start');
    case 'cancelled':
      return did('cancel');
    case 'ModelProtected':
      return did('protect');
    case 'ModelRunning':
      return terms.ifRunning === 'fail';
    case 'ModelTraining':
      return terms.ifTraining === 'fail';
    case 'UnexpectedStatus':
      return did('restore') && (did('remove') || did('stop'));
    default:
      return false;
  }
}
