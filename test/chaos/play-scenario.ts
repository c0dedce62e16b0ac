import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Emulator } from '../../emulator/emulator.js';
import { statusAt } from '../../emulator/timeline.js';
import type { Journal, Named } from './journal.js';
import { operate, type Operated } from './operators.js';
import { act, recreate, type Deed } from './people.js';
import { endOf, patiently, type Calm, type Chain, type Ended } from './run-chain.js';
import type { Act, OperatorsAct, Planned, Scenario } from './scenario.js';

const SHARED_ACCOUNT = '199999999999';

export interface Scene {
  readonly client: Client;
  readonly emulator: Emulator;
  readonly journal: Journal;
  readonly calm: Calm;
}

/** Has a scenario happen: a project with its models, a teardown, and people; and notes in the journal what was done. */
export async function play(scenario: Scenario, number: number, scene: Scene): Promise<void> {
  const { emulator, journal, client, calm } = scene;
  const { projectArn, arns } = await populate(scenario, number, scene);
  await sleep(journal.readLagMs);
  const workflowId = scenario.whole ? `teardown-project/${projectArn}` : `teardown-model/${arns[0] ?? ''}`;
  const start = () => startTeardown(scenario, workflowId, projectArn, arns, scene);
  const chain: Chain = { workflowId, runId: await start(), replaced: undefined };
  const over = new AbortController();
  // Each planned act listens to it.
  setMaxListeners(0, over.signal);
  const operated: Operated = {
    client,
    chain,
    calm,
    start,
    arn: scenario.whole ? undefined : arns[0],
    over: over.signal,
  };
  const handleOf = (arn: string): WorkflowHandle =>
    client.workflow.getHandle(scenario.whole ? `teardown-model/${arn}` : workflowId);

  const deed = async ({ act: what, bySignal, insists }: Planned, arn: string, isOfProject: boolean) => {
    if (isOperators(what)) return operate(what, operated);
    const handle = isOfProject ? client.workflow.getHandle(workflowId) : handleOf(arn);
    return act(what, { arn, handle, emulator, bySignal, insists, over: over.signal });
  };
  const carryOut = async (planned: Planned, paused?: Promise<void>) => {
    const isTime = await sleep(planned.afterMs, true, { signal: over.signal }).catch(() => false);
    await paused;
    const arn = arns[planned.model];
    if (!isTime || arn === undefined) return;
    const { act: what } = planned;
    const isOfProject =
      scenario.whole && (isOperators(what) || ['approve', 'reject', 'cancel'].includes(what));
    const done: Deed | undefined = await deed(planned, arn, isOfProject);
    if (!done) return;
    journal.acts.push({ arn: isOfProject ? projectArn : arn, act: what, ...done });
    if (what === 'remove') await recreated(scenario, arn, projectArn, scene);
  };
  const doing: Promise<void>[] = [];
  for (const one of scenario.acts) {
    // A pause that a dead server keeps waiting for would come after its resume, and last for ever.
    doing.push(carryOut(one, one.act === 'resume' ? doing.at(-1) : undefined));
  }
  const end = await endOf(client, chain, calm);
  over.abort();
  await Promise.all(doing);
  // Somebody may have started it again in the last moment.
  await noteEnds(scenario, await endOf(client, chain, calm).catch(() => end), projectArn, scene);
}

function isOperators(what: Act): what is OperatorsAct {
  return ['reset', 'terminate', 'pauseActivity', 'askOtherwise'].includes(what);
}

async function populate(scenario: Scenario, number: number, { emulator, journal }: Scene) {
  const { feature, whole, isShared, isProjectProtected } = scenario;
  const protection = { tags: { teardown: 'never' } };
  const projectArn = await emulator.addProject({
    name: `scenario-${number}`,
    feature,
    // As many models run in an account as may: each scenario has one to itself, or has nothing to start.
    accountId: isShared ? SHARED_ACCOUNT : `${200_000_000_000 + number}`,
    ...(isProjectProtected && protection),
  });
  const named: Named = { scenario, at: Date.now(), projectArn };
  const protect = (arn: string) => journal.acts.push({ arn, act: 'protect', from: named.at, to: named.at });
  if (whole) {
    journal.projects.set(projectArn, named);
    await emulator.addDataset({ projectArn, type: 'train' });
  }
  if (isProjectProtected) protect(projectArn);
  const arns: string[] = [];
  for (const [index, { status, becomes, isProtected, minInferenceUnits }] of scenario.models.entries()) {
    const arn = await emulator.addModel({
      projectArn,
      name: `v${index + 1}`,
      status,
      minInferenceUnits,
      ...(becomes && { becomes }),
      ...(isProtected && protection),
    });
    arns.push(arn);
    journal.models.set(arn, { ...named, status, minInferenceUnits });
    if (isProtected) protect(arn);
  }
  return { projectArn, arns };
}

/** A model that was created again is nobody's to tear down, unless the whole project is to go. */
async function recreated(
  scenario: Scenario,
  arn: string,
  projectArn: string,
  { emulator, journal }: Scene,
): Promise<void> {
  const again = await recreate(arn, emulator);
  if (again !== undefined && scenario.whole) {
    journal.models.set(again, { scenario, at: Date.now(), projectArn, status: 'STOPPED' });
  }
}

/** Returns the id of the run. */
async function startTeardown(
  { whole, terms, executionTimeout }: Scenario,
  workflowId: string,
  projectArn: string,
  arns: readonly string[],
  { client, calm }: Scene,
): Promise<string> {
  const [arn = ''] = arns;
  const options = {
    taskQueue: 'chaos',
    workflowId,
    workflowIdConflictPolicy: 'USE_EXISTING',
    ...(executionTimeout !== undefined && { workflowExecutionTimeout: executionTimeout * 1000 }),
  } as const;
  const handle = await patiently(
    () =>
      whole
        ? client.workflow.start('teardownProject', { ...options, args: [{ projectArn, ...terms }] })
        : client.workflow.start('teardownModel', {
            ...options,
            args: [{ projectVersionArn: arn, ...terms }],
          }),
    calm,
  );
  return handle.firstExecutionRunId;
}

async function noteEnds(scenario: Scenario, end: Ended, projectArn: string, scene: Scene): Promise<void> {
  const { client, emulator, journal, calm } = scene;
  for (const [arn, named] of journal.models) {
    if (named.projectArn !== projectArn) continue;
    const child = { workflowId: `teardown-model/${arn}`, runId: undefined, replaced: undefined };
    const its = scenario.whole ? await endOf(client, child, calm) : end;
    const timeline = emulator.timelineOf(arn);
    const status = statusAt(timeline, its.at);
    journal.ends.push({ arn, ...its, timeline, status: status === 'GONE' ? undefined : status });
  }
  if (scenario.whole) {
    const status = (await emulator.projectExists(projectArn)) ? 'CREATED' : undefined;
    journal.ends.push({ arn: projectArn, ...end, timeline: [], status });
  }
}
