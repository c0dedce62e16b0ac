import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import type { Emulator } from '../../emulator/emulator.js';
import type { End, Journal, Named } from './journal.js';
import { eventually } from '../support/eventually.js';
import { act, recreate } from './people.js';
import type { Story } from './story.js';

/** Longer than anything takes that is only slow: ten seconds for a call that hangs, twenty between attempts. */
const LIMIT_MS = 300_000;

export interface Scene {
  readonly client: Client;
  readonly emulator: Emulator;
  readonly journal: Journal;
  /** Before that, AWS does not list what is new. */
  readonly readLagMs: number;
}

/** Has a story happen: a project with its models, a teardown, and people; and notes in the journal what was done. */
export async function tell(story: Story, number: number, scene: Scene): Promise<void> {
  const { emulator, journal, client } = scene;
  const { projectArn, arns } = await populate(story, number, scene);
  await sleep(scene.readLagMs);
  const handle = await startTeardown(story, projectArn, arns, client);
  const over = new AbortController();
  const carryOut = async ({ afterMs, act: what, model }: Story['acts'][number], paused?: Promise<void>) => {
    const isTime = await sleep(afterMs, true, { signal: over.signal }).catch(() => false);
    await paused;
    const arn = arns[model];
    if (!isTime || arn === undefined) return;
    const ofProject = story.whole && ['approve', 'reject', 'cancel'].includes(what);
    const target = ofProject || !story.whole ? handle : client.workflow.getHandle(`teardown-model/${arn}`);
    const done = await act(what, { arn, handle: target, emulator, over: over.signal });
    if (!done) return;
    journal.acts.push({ arn: ofProject ? projectArn : arn, act: what, ...done });
    if (what === 'remove') await recreated(story, arn, projectArn, scene);
  };
  const doing: Promise<void>[] = [];
  for (const one of story.acts) {
    // A pause that a dead server keeps waiting for would come after its resume, and last for ever.
    doing.push(carryOut(one, one.act === 'resume' ? doing.at(-1) : undefined));
  }
  const end = await endOf(handle);
  over.abort();
  await Promise.all(doing);
  await noteEnds(story, end, projectArn, scene);
}

async function populate(story: Story, number: number, { emulator, journal }: Scene) {
  const { feature, whole } = story;
  const projectArn = await emulator.addProject({
    name: `story-${number}`,
    feature,
    // As many models run in an account as may: each story has one to itself.
    accountId: `${200_000_000_000 + number}`,
  });
  const named: Named = { story, at: Date.now(), projectArn };
  if (whole) {
    journal.projects.set(projectArn, named);
    await emulator.addDataset({ projectArn, type: 'train' });
  }
  const arns: string[] = [];
  for (const [index, { status, becomes, isProtected }] of story.models.entries()) {
    const arn = await emulator.addModel({
      projectArn,
      name: `v${index + 1}`,
      status,
      ...(becomes && { becomes }),
      ...(isProtected && { tags: { teardown: 'never' } }),
    });
    arns.push(arn);
    journal.models.set(arn, { ...named, status });
    if (isProtected) journal.acts.push({ arn, act: 'protect', from: named.at, to: named.at });
  }
  return { projectArn, arns };
}

/** A model that was created again is nobody's to tear down, unless the whole project is to go. */
async function recreated(
  story: Story,
  arn: string,
  projectArn: string,
  { emulator, journal }: Scene,
): Promise<void> {
  const again = await recreate(arn, emulator);
  if (again !== undefined && story.whole) {
    journal.models.set(again, { story, at: Date.now(), projectArn, status: 'STOPPED' });
  }
}

async function startTeardown(
  { whole, terms }: Story,
  projectArn: string,
  arns: readonly string[],
  client: Client,
): Promise<WorkflowHandle> {
  const options = { taskQueue: 'chaos', workflowIdConflictPolicy: 'USE_EXISTING' } as const;
  const [arn = ''] = arns;
  return patiently(() =>
    whole
      ? client.workflow.start('teardownProject', {
          ...options,
          workflowId: `teardown-project/${projectArn}`,
          args: [{ projectArn, ...terms }],
        })
      : client.workflow.start('teardownModel', {
          ...options,
          workflowId: `teardown-model/${arn}`,
          args: [{ projectVersionArn: arn, ...terms }],
        }),
  );
}

async function noteEnds(
  story: Story,
  end: Awaited<ReturnType<typeof endOf>>,
  projectArn: string,
  scene: Scene,
): Promise<void> {
  const { client, emulator, journal } = scene;
  const at = () => Date.now();
  for (const [arn, named] of journal.models) {
    if (named.projectArn !== projectArn) continue;
    const its = story.whole ? await endOf(client.workflow.getHandle(`teardown-model/${arn}`)) : end;
    journal.ends.push({ arn, at: at(), ...its, status: await emulator.statusOf(arn) });
  }
  if (story.whole) {
    const status = (await emulator.projectExists(projectArn)) ? 'CREATED' : undefined;
    journal.ends.push({ arn: projectArn, at: at(), ...end, status });
  }
}

type Result = { readonly outcome: string } & Pick<End, 'decisions'>;

/** How a run ended, asked again and again of a server that may be down. */
async function endOf(handle: WorkflowHandle): Promise<Pick<End, 'how' | 'decisions'>> {
  const limit = Date.now() + LIMIT_MS;
  while (Date.now() < limit) {
    const { status } = await patiently(() => handle.describe().catch(orNeverStarted));
    if (status.name === 'COMPLETED') {
      const { outcome, decisions } = (await patiently(() => handle.result())) as Result;
      return { how: outcome, decisions };
    }
    if (status.name === 'CANCELLED') return { how: 'cancelled' };
    if (status.name === 'UNSPECIFIED') return { how: 'never started' };
    if (status.name !== 'RUNNING') {
      const { events } = await patiently(() => handle.fetchHistory());
      const failure = events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
      const how = failure?.applicationFailureInfo?.type ?? `${status.name}: ${JSON.stringify(failure)}`;
      return { how };
    }
    await sleep(200);
  }
  const progress = await handle.query('progress').catch(String);
  return { how: `still running: ${JSON.stringify(progress)}` };
}

function orNeverStarted(error: unknown): { readonly status: { readonly name: 'UNSPECIFIED' } } {
  if (error instanceof WorkflowNotFoundError) return { status: { name: 'UNSPECIFIED' } };
  throw error;
}

/** Of a server that may be down. */
function patiently<T>(ask: () => Promise<T>): Promise<T> {
  return eventually(ask, { patienceMs: LIMIT_MS, everyMs: 300 });
}
