import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DEFAULT_TASK_QUEUE, teardownModelWorkflowId } from '../../contract/names.js';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { cacheFolder, filledOnce } from '../../local-stack/cache-folder.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../../local-stack/temporal-server.js';
import { eventually } from '../support/eventually.js';
import { startCommand } from '../support/processes/compiled-command.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

const run = promisify(execFile);
const EXAMPLE = fileURLToPath(new URL('../../examples/airflow', import.meta.url));
const AIRFLOW = 'apache-airflow==3.3.2';
const TEMPORALIO = 'temporalio==1.35.0';
/** Runs the DAG without a scheduler. Prints the state of the run, and what the task has returned. */
const TEST = `
import sys
from retire_model_dag import dag
run = dag.test(run_conf={"project_version_arn": sys.argv[1]})
task = run.get_task_instance("tear_down")
print("ended", run.state.value, task.xcom_pull(task_ids="tear_down"))
`;

describe('the Airflow DAG', function () {
  let home: string;
  let env: NodeJS.ProcessEnv;
  let server: TemporalServer;
  let emulator: Emulator;
  let harness: Harness;

  before(async function () {
    this.timeout('40m');
    home = await mkdtemp(join(tmpdir(), 'airflow-'));
    const packages = await filledOnce(cacheFolder('airflow', `${AIRFLOW}-${TEMPORALIO}`), async (scratch) => {
      await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', scratch, AIRFLOW, TEMPORALIO]);
    });
    // Its own: the example uses the default task queue.
    server = await startTemporalServer({ binary: await temporalBinary(console.log) });
    emulator = await startEmulator({ durations: { stopping: 300, deleting: 300 } });
    const beside = { taskQueue: DEFAULT_TASK_QUEUE, emulator };
    harness = await startHarness({ address: server.address, beside });
    env = {
      PATH: process.env['PATH'],
      HOME: home,
      AIRFLOW_HOME: home,
      AIRFLOW__CORE__DAGS_FOLDER: EXAMPLE,
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
      PYTHONPATH: [EXAMPLE, packages].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      TEMPORAL_ADDRESS: server.address,
    };
    await python('-m', 'airflow', 'db', 'migrate').ended;
  });
  after(async () => {
    await harness?.close();
    await Promise.all([emulator?.close(), server?.stop(), rm(home, { recursive: true })]);
  });

  const python = (...args: readonly string[]) => startCommand('python3', args, env, home);
  const startDag = (arn: string) => python('-c', TEST, arn);
  const runDag = async (arn: string) => {
    const started = startDag(arn);
    await started.ended;
    return started.written();
  };

  it('waits for the teardown in a trigger, and returns the outcome', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const said = await runDag(arn);
    assert.match(said, /ended success deleted/);
    assert.match(said, /Pausing task as DEFERRED/);
    const { memo } = await harness.client.workflow.getHandle(teardownModelWorkflowId(arn)).describe();
    assert.equal(memo?.['requestedBy'], 'airflow/retire_model');
  });

  it('joins a teardown that is running', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const teardown = await harness.start({ projectVersionArn: arn, requestedBy: 'ana' });
    await harness.reaches(teardown, 'training');
    const dag = startDag(arn);
    await eventually(() => assert.match(dag.written(), /Pausing task as DEFERRED/));
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    await teardown.signal('checkNow');
    await dag.ended;
    assert.match(dag.written(), /ended success deleted/);
    assert.equal((await teardown.result()).requestedBy, 'ana');
  });

  it('fails, with the reason, if the model is kept', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const said = await runDag(arn);
    assert.match(said, /ended failed None/);
    assert.match(said, /ModelRunning: .* is RUNNING/);
    assert.deepEqual(harness.changes(arn), []);
  });
});
