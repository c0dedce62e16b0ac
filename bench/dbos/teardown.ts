// What the naive workflow does, on DBOS Transact: durable in PostgreSQL, in the process that runs it.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { NaiveActivities } from '../naive/activities.js';

const POLL_MS = 30_000;
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
  async (arn: string): Promise<string> => {
    const describe = () => step('describe', (it) => it.describe(arn));
    let status = await describe();
    while (status === 'TRAINING_IN_PROGRESS') {
      await DBOS.sleep(POLL_MS);
      status = await describe();
    }
    if (status === 'RUNNING') {
      await step('stop', (it) => it.stop(arn));
      while (status !== 'STOPPED') {
        await DBOS.sleep(POLL_MS);
        status = await describe();
      }
    }
    await step('remove', (it) => it.remove(arn));
    while (status !== undefined) {
      await DBOS.sleep(POLL_MS);
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

/** Starts one, and waits for its end. */
export async function tearDownByDbos(arn: string): Promise<string> {
  const handle = await DBOS.startWorkflow(teardown, { workflowID: arn })(arn);
  return handle.getResult();
}

export async function shutDownDbos(): Promise<void> {
  await DBOS.shutdown();
}
