import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { whyNoProgress } from '../../client/commands/no-progress.js';
import { viewOn } from '../../client/commands/views.js';

const NOW = Date.parse('2026-11-24T07:00:00.000Z');
const RUN = { workflowId: 'teardown-model/arn:v1', executionTime: new Date(NOW) };

describe('a teardown without progress to show', () => {
  it('is said to be paused if Temporal has paused its run', () =>
    assert.equal(
      whyNoProgress({ ...RUN, status: { name: 'PAUSED' } }, NOW),
      'Temporal has paused this run. It continues after "temporal workflow unpause --workflow-id teardown-model/arn:v1".',
    ));

  it('is continued by a command that a shell reads as it is meant', () =>
    assert.match(
      whyNoProgress({ ...RUN, workflowId: "mary's $(id)", status: { name: 'PAUSED' } }, NOW),
      /"temporal workflow unpause --workflow-id 'mary'\\''s \$\(id\)'"/,
    ));

  it('is said to begin later if it was started with a delay', () =>
    assert.equal(
      whyNoProgress({ ...RUN, status: { name: 'RUNNING' }, executionTime: new Date(NOW + 3_600_000) }, NOW),
      'The run was started with a delay, and begins at 2026-11-24T08:00:00.000Z.',
    ));

  it('is not said to lack a worker, since its workflow tasks may fail instead', () =>
    assert.match(
      whyNoProgress({ ...RUN, status: { name: 'RUNNING' } }, NOW),
      /^No progress is available: no worker answers, or the run stands still\..*teardown doctor/,
    ));

  it('has the reason once in a log', () => {
    let written = '';
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written += chunk.toString();
        done();
      },
    });
    const renderer = { reporter: () => () => undefined, linesOf: () => [] };
    const view = viewOn(stream as NodeJS.WriteStream, renderer);
    view.showNone('It is paused.');
    view.showNone('It is paused.');
    assert.equal(written, 'It is paused.\n');
  });
});
