import assert from 'node:assert/strict';
import { countQueryOf, queryOf } from '../../client/list-query.js';

const NOW = Date.parse('2026-11-28T12:00:00Z');

describe('the list filter of teardowns', () => {
  it('selects all kinds of runs, each run once', () => {
    const query = queryOf({}, false, NOW);
    for (const type of ['teardownModel', 'teardownProject', 'sweepModels']) assert.ok(query.includes(type));
    assert.match(query, /ExecutionStatus != 'ContinuedAsNew'$/);
  });

  it('lets the server filter by search attributes, and keeps runs that have none', () => {
    const query = queryOf({ kind: 'sweep', accountId: '1', requestedBy: 'ana' }, true, NOW);
    assert.equal(
      query,
      "WorkflowType = 'sweepModels' AND ExecutionStatus != 'ContinuedAsNew'" +
        " AND (TeardownAccount = '1' OR (TeardownAccount IS NULL AND TeardownPhase IS NULL))" +
        " AND (TeardownRequestedBy = 'ana' OR (TeardownRequestedBy IS NULL AND TeardownPhase IS NULL))",
    );
  });

  it('selects only running teardowns by phase', () => {
    assert.match(
      queryOf({ kind: 'sweep', phase: 'awaitingApproval' }, true, NOW),
      /CloseTime IS NULL AND \(TeardownPhase = 'awaitingApproval' OR TeardownPhase IS NULL\)$/,
    );
  });

  it('counts running teardowns, and those that are known to be in a phase', () => {
    const all = countQueryOf({ kind: 'sweep' }, undefined, true, NOW);
    assert.equal(all, "WorkflowType = 'sweepModels' AND CloseTime IS NULL");
    const project = countQueryOf({ kind: 'sweep', projectName: 'p' }, undefined, true, NOW);
    assert.equal(project, `${all} AND TeardownProject = 'p'`);
    const held = countQueryOf({ kind: 'sweep' }, 'held', true, NOW);
    assert.equal(held, `${all} AND TeardownPhase = 'held'`);
    assert.throws(() => countQueryOf({}, 'held', false, NOW), /have no search attributes here/);
  });

  it('selects by age', () => {
    assert.match(queryOf({ olderThan: '7d' }, false, NOW), /StartTime < '2026-11-21T12:00:00\.000Z'$/);
    for (const olderThan of ['soon', '']) {
      assert.throws(() => queryOf({ olderThan }, false, NOW), /olderThan must be a duration/);
    }
  });

  it('rejects a kind that does not exist, for which it would select the runs of any workflow', () => {
    for (const kind of ['models', '', 'constructor'] as never[]) {
      assert.throws(() => queryOf({ kind }, false, NOW), /kind must be one of model, project, sweep; got/);
    }
  });

  it('selects nothing for an empty name, as of a variable that is not set', () => {
    const query = queryOf({ kind: 'sweep', requestedBy: '', modelStatus: '' }, true, NOW);
    for (const name of ['TeardownRequestedBy', 'TeardownModelStatus'])
      assert.ok(query.includes(`${name} = ''`), query);
  });

  it('names no search attribute that the namespace lacks', () => {
    const query = queryOf({ accountId: '1', region: 'r', projectName: 'p', requestedBy: 'ana' }, false, NOW);
    assert.ok(!/Teardown(Account|Region|Project |RequestedBy)/.test(query), query);
    assert.throws(() => queryOf({ phase: 'held' }, false, NOW), /have no search attributes here/);
  });

  it('quotes values, so that none can end the filter', () => {
    const query = queryOf({ kind: 'sweep', requestedBy: "x' OR '1' = '1" }, true, NOW);
    assert.ok(query.includes(String.raw`TeardownRequestedBy = 'x\' OR \'1\' = \'1'`), query);
  });
});
