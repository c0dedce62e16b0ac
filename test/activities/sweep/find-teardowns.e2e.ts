import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { findTeardowns, teardownsQuery } from '../../../activities/sweep/find-teardowns.js';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import { searchAttributesOf } from '../../../contract/search-attributes.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

describe('the list filter for teardowns', () => {
  it('includes those that Temporal has paused, whose status is not Running', () => {
    for (const isSearchable of [true, false]) {
      const query = teardownsQuery({ accountId: '111122223333', region: 'eu-west-1' }, isSearchable);
      assert.match(query, / AND CloseTime IS NULL/);
      assert.doesNotMatch(query, /ExecutionStatus/);
    }
  });
});

describe('the running teardowns of an account and Region', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const accountId = String(randomInt(1e11, 9e11));
  const place = { accountId, region: 'eu-west-1' };
  const arnIn = (account: string, region: string) =>
    `arn:aws:rekognition:${region}:${account}:project/p-${randomUUID()}/version/v1/1690556751958` as ProjectVersionArn;
  const start = (arn: ProjectVersionArn, { attributes = true, memo = {} } = {}) =>
    harness.client.workflow.start('teardownModel', {
      taskQueue: `nobody-${randomUUID()}`,
      workflowId: teardownModelWorkflowId(arn),
      memo,
      ...(attributes && { typedSearchAttributes: searchAttributesOf({ projectVersionArn: arn }) }),
    });

  it('are found by search attributes on the server, and by their ARN if they have none', async () => {
    const [ours, byHand] = [arnIn(accountId, 'eu-west-1'), arnIn(accountId, 'eu-west-1')];
    const here = [ours, byHand];
    const elsewhere = [arnIn(accountId, 'us-east-1'), arnIn('111122223333', 'eu-west-1')];
    const handles = [
      await start(ours),
      await start(byHand, { attributes: false }),
      await start(arnIn(accountId, 'eu-west-1'), { memo: { dryRun: true } }),
      ...(await Promise.all(elsewhere.map((arn) => start(arn)))),
    ];
    await (await start(arnIn(accountId, 'eu-west-1'))).terminate();
    const environment = new MockActivityEnvironment({}, { client: harness.client });
    for (const searchable of [true, false]) {
      await eventually(async () => {
        const found = await environment.run(findTeardowns, place, () => Promise.resolve(searchable));
        assert.deepEqual((found as string[]).toSorted(), here.toSorted());
      });
    }
    const listed: string[] = [];
    for await (const { workflowId } of harness.client.workflow.list({ query: teardownsQuery(place, true) }))
      listed.push(workflowId);
    for (const arn of elsewhere)
      assert.ok(!listed.includes(teardownModelWorkflowId(arn)), 'the server lists runs of other places too');
    for (const handle of handles) await handle.terminate();
  });
});
