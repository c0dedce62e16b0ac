// Type tests of the public API: `npm run check` compiles this file and nothing runs it. An unused `@ts-expect-error` is an
// error too.
import type {
  DecisionInputOf,
  JoinedResult,
  Outcome,
  ProjectArn,
  ProjectOutcome,
  ProjectVersionArn,
  SweepOutcome,
  TeardownClient,
  TeardownError,
  TeardownErrorType,
  TeardownHandle,
  TeardownResult,
  TeardownSummary,
} from '../../client/index.js';
import { parseProjectVersionArn, teardownModelWorkflowId } from '../../contract/index.js';

declare const client: TeardownClient;
declare const teardown: TeardownHandle;
declare const arn: ProjectVersionArn;
declare const projectArn: ProjectArn;

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

export function outcomesAreExhaustive({ outcome }: JoinedResult<TeardownResult>): boolean {
  switch (outcome) {
    case 'deleted':
    case 'alreadyGone':
      return true;
    case 'planned':
    case 'rejected':
    case 'restored':
    case 'reclaimed':
      return false;
    default:
      return outcome satisfies never;
  }
}

export function errorTypesAreExhaustive({ type }: TeardownError): number {
  const own = { Cancelled: 1, Terminated: 1, TimedOut: 1, Failed: 1, NotFound: 2, NotNow: 3, NoAnswer: 3 };
  const ofRuns = { ModelProtected: 0, ModelRunning: 0, ModelTraining: 0, NotAllowed: 0, AccessDenied: 0 };
  const others = {
    Unreadable: 3,
    InvalidRequest: 4,
    DeadlineExceeded: 5,
    UnexpectedStatus: 5,
    AlreadyInProgress: 6,
  };
  return ({ ...own, ...ofRuns, ...others } satisfies Record<TeardownErrorType, number>)[type];
}

export async function resultsHaveTheirOwnOutcomes(): Promise<void> {
  const model = await client.tearDown({ projectVersionArn: 'arn' });
  const project = await client.tearDownProject({ projectName: 'p', accountId: 'a', region: 'r' });
  const sweep = await client.sweep({ accountId: 'a', region: 'r', keepNewest: 3 });
  true satisfies Same<typeof model.outcome, Outcome>;
  true satisfies Same<typeof project.outcome, ProjectOutcome>;
  true satisfies Same<typeof sweep.outcome, SweepOutcome>;
  model.joined satisfies boolean;
  // @ts-expect-error A model is deleted or not, never in part.
  void (model.outcome === 'incomplete');
  // @ts-expect-error Nobody joins a sweep.
  void sweep.joined;
}

export async function requestsAreChecked(): Promise<void> {
  await client.start('arn');
  await client.start({ projectVersionArn: 'arn', gracePeriod: '14d', approval: { required: true } });
  // @ts-expect-error The model is missing.
  await client.start({ gracePeriod: '14d' });
  // @ts-expect-error There is no such value.
  await client.start({ projectVersionArn: 'arn', ifRunning: 'wait' });
  // @ts-expect-error There is no such field.
  await client.start({ projectVersionArn: 'arn', gracePeriods: '14d' });
  // @ts-expect-error Durations are texts, not milliseconds.
  await client.start({ projectVersionArn: 'arn', deadline: 3_600_000 });
  // @ts-expect-error Only starts join.
  await client.startSweep({ accountId: 'a', region: 'r' }, { joinAny: true });
  // @ts-expect-error There is no such phase.
  client.list({ phase: 'waiting' });
}

export async function decisionsAreChecked(): Promise<void> {
  const answer = await teardown.decide('approve', { by: 'ana', note: 'v2 is live' });
  answer satisfies string;
  await teardown.decide('postpone', { by: 'ana', for: '7d' }, { runId: 'r', signal: AbortSignal.timeout(1) });
  // @ts-expect-error There is no such decision.
  await teardown.decide('approved', { by: 'ana' });
  // @ts-expect-error Somebody decides.
  await teardown.decide('approve', { note: 'v2 is live' });
  // @ts-expect-error Only postpone adds time.
  await teardown.decide('reject', { by: 'ana', for: '7d' });
  // @ts-expect-error postpone adds time.
  await teardown.decide('postpone', { by: 'ana' });
  // @ts-expect-error The input of one decision is not that of another.
  ({ by: 'ana' }) satisfies DecisionInputOf<'postpone'>;
}

export function arnsAreBranded(): void {
  teardownModelWorkflowId(arn) satisfies string;
  parseProjectVersionArn('arn')?.arn satisfies ProjectVersionArn | undefined;
  teardown.arn satisfies ProjectVersionArn;
  client.projectTeardownOf(projectArn).arn satisfies ProjectArn;
  // @ts-expect-error A text is no ARN before it was parsed.
  teardownModelWorkflowId('arn:aws:rekognition:eu-west-1:111122223333:project/p/version/v/1');
  // @ts-expect-error The ARN of a project is not that of a model.
  teardownModelWorkflowId(projectArn);
}

export function listsCannotBeChanged(summary: TeardownSummary): void {
  summary.projectVersionArn satisfies string | undefined;
  // @ts-expect-error Results and lists are read-only.
  summary.status = 'COMPLETED';
}
