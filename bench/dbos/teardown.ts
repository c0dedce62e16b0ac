// What the naive workflow does, on DBOS Transact: durable in PostgreSQL, in the process that runs it.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { NaiveActivities } from '../naive/activities.js';

/** As Temporal tries again by default. */
const RETRIES = { retriesAllowed: true, intervalSeconds: 1, backoffRate: 2, maxAttempts: 100 };

let aws: NaiveActivities | undefined;
const step = <T>(name: string, call: (activities: NaiveActivities) => Promise<T>): Promise<T> =>
  DBOS.runStep(
    async () => {
      if (aws === undefined) throw new Error('not launched');
      return call(aws);
    },
    { name, ...RETRIES },
  );

const teardown = DBOS.registerWorkflow(
  async (arn: string, pollMs: number): Promise<string> => {
    const describe = () => step('describe', (it) => it.describe(arn));
    let status = await describe();
    while (status === 'TRAINING_IN_PROGRESS') {
      await DBOS.sleep(pollMs);
      status = await describe();
    }
    if (status === 'RUNNING') {
      await step('stop', (it) => it.stop(arn));
      while (status !== 'STOPPED') {
        await DBOS.sleep(pollMs);
        status = await describe();
      }
    }
    await step('remove', (it) => it.remove(arn));
    while (status !== undefined) {
      await DBOS.sleep(pollMs);
      status = await describe();
    }
    return 'deleted';
  },
  { name: 'dbosTeardown' },
);

const silent = { info: () => {}, debug: () => {}, warn: () => {}, error: () => {} };

export async function launchDbos(systemDatabaseUrl: string, activities: NaiveActivities): Promise<void> {
  aws = activities;
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl, logger: silent });
  await DBOS.launch();
}

/** Starts one, unless it has been started before, and waits for its end. */
export async function tearDownByDbos(arn: string, pollMs = 30_000): Promise<string> {
  const handle = await DBOS.startWorkflow(teardown, { workflowID: arn })(arn, pollMs);
  return handle.getResult();
}

/** Returns how many steps of a teardown the database has. */
export async function countDbosSteps(arn: string): Promise<number> {
  return (await DBOS.listWorkflowSteps(arn))?.length ?? 0;
}

export async function shutDownDbos(): Promise<void> {
  await DBOS.shutdown();
}
