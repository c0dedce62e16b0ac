import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { TeardownClient } from '../../client/teardown-client.js';
import { TeardownHandle } from '../../client/teardown-handle.js';
import type { ProjectArn } from '../../contract/arn.js';
import { teardownProjectWorkflowId } from '../../contract/names.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

const ENOUGH = 20;

describe('the result of a teardown that has handed over to a run that somebody terminates', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  /** Starts the teardown of a project by its name, which hands over, and terminates the run with the ARN. */
  const startAndTerminate = async () => {
    const client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
    const projectName = `project-${randomUUID()}`;
    const projectArn = (await harness.emulator.addProject({ name: projectName })) as ProjectArn;
    await harness.addModel({ projectArn, status: 'STOPPED' });
    const named = { projectName, accountId: '111122223333', region: 'eu-west-1' };
    const { teardown } = await client.startProject({ ...named, approval: { required: true } });
    const child = harness.client.workflow.getHandle(teardownProjectWorkflowId(projectArn));
    await eventually(() => child.describe());
    await child.terminate();
    await eventually(async () => assert.equal((await teardown.describe()).status.name, 'FAILED'));
    return teardown;
  };
  /** A client whose wait the signal ends if it has described runs often enough to show that it never ends. */
  const counting = () => {
    const over = new AbortController();
    let described = 0;
    const temporal = new Client({
      connection: harness.client.connection,
      interceptors: {
        workflow: [
          {
            describe(input, next) {
              described += 1;
              if (described > ENOUGH) over.abort(new Error('It describes the run again and again.'));
              return next(input);
            },
          },
        ],
      },
    });
    return { temporal, signal: over.signal };
  };

  it('is an error, for a caller who waits for the run that has handed over', async () => {
    const { workflowId } = await startAndTerminate();
    const { temporal, signal } = counting();
    const latest = new TeardownClient(temporal).runOf(workflowId);
    await assert.rejects(latest.result({ signal }), { type: 'Terminated' });
  });

  it('is an error, for a caller who has started it', async () => {
    const { workflowId, runId } = await startAndTerminate();
    const { temporal, signal } = counting();
    const teardown = new TeardownHandle(temporal, workflowId, workflowId, runId);
    await assert.rejects(teardown.result({ signal }), { type: 'Terminated' });
  });
});
