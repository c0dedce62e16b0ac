import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import type { Browser } from 'playwright-core';
import { startBrowser } from './support/web/browser.js';
import { startDevCommand, type DevCommand } from './support/processes/dev-command.js';
import { temporalCli } from './support/temporal/temporal-cli.js';
import { openWebUi, type WebUi } from './support/web/web-ui.js';

/** What an ops person does who has `teardown dev`, or a server of their own, and a browser. */
describe("Temporal's Web UI", function () {
  let dev: DevCommand;
  let browser: Browser | undefined;
  let ui: WebUi;
  before(async function () {
    browser = await startBrowser();
    if (!browser) {
      console.log('    The Web UI is not tested: there is neither Chromium nor Chrome on the PATH.');
      this.skip();
    }
    dev = await startDevCommand();
  });
  beforeEach(async () => {
    if (browser) ui = await openWebUi(browser, dev.startUrl);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.log(dev.command.written());
    await ui?.close();
  });
  after(async () => {
    await browser?.close();
    dev?.command.process.kill('SIGINT');
    await dev?.command.ended;
  });

  it('lists what waits for approval as a saved view, on which a batch of signals decides', async () => {
    const ids = [dev.model('RUNNING'), dev.model('STOPPED')].map((arn) => `teardown-model/${arn}`);
    for (const id of ids) {
      const projectVersionArn = id.replace('teardown-model/', '');
      await ui.start({ id, input: { projectVersionArn, approval: { required: true } } });
      await ui.detailsSay(/^Approval needed/);
    }
    const query = 'TeardownPhase = "awaitingApproval" AND ExecutionStatus = "Running"';
    const [view, column] = ['Waiting for approval', 'TeardownPhase'];
    await ui.list({ query, view, column, shows: 'awaitingApproval', ids, picture: 'web-ui-list' });
    const batch = `workflow signal --name reject --yes --address ${dev.address}`;
    await temporalCli(batch, '--query', query, '--input', '{"by": "mary"}', '--reason', 'still needed');
    const connection = await Connection.connect({ address: dev.address });
    const { workflow } = new Client({ connection });
    for (const id of ids) {
      const { outcome } = (await workflow.getHandle(id).result()) as { readonly outcome: string };
      assert.equal(outcome, 'rejected');
    }
    await connection.close();
  });

  it('starts a teardown with an object, shows its details, approves it, and shows what was deleted', async () => {
    const arn = dev.model('RUNNING');
    const approval = { required: true };
    await ui.start({
      id: `teardown-model/${arn}`,
      input: { projectVersionArn: arn, approval, requestedBy: 'ops', reason: 'superseded by v2' },
      picture: 'web-ui-start',
    });
    await ui.detailsSay(/^Approval needed to tear down shelf-monitor\/v1/, 'web-ui-details');
    await ui.update({
      name: 'approve',
      input: { by: 'mary', note: 'v2 serves all traffic' },
      picture: 'web-ui-approve',
    });
    await ui.endsWith('Completed', '"outcome": "deleted"', 'web-ui-result');
  });

  it('starts a teardown with an ARN under any workflow ID', async () => {
    await ui.start({ id: 'friday-clean-up', input: dev.model('STOPPED') });
    await ui.endsWith('Completed', '"outcome": "deleted"');
  });

  it('shows why an update is rejected', async () => {
    const arn = dev.model('TRAINING_IN_PROGRESS');
    await ui.start({ id: `teardown-model/${arn}`, input: arn });
    await ui.detailsSay(/^Waiting for the training of shelf-monitor\/v3/);
    await ui.update({ name: 'approve', input: { by: 'mary' }, refused: /approve was not accepted\. / });
  });

  it('shows why an input is rejected', async () => {
    await ui.start({ id: 'typing-error', input: 'arn:aws:rekognition:eu-west-1' });
    await ui.endsWith('Failed', 'projectVersionArn must be the ARN of one model');
  });
});
