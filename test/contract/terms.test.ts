import assert from 'node:assert/strict';
import { parseProjectRequest } from '../../contract/project/request.js';
import { parseTeardownRequest } from '../../contract/model/request.js';
import { conflictWith } from '../../contract/terms.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815';

function conflict(kind: 'model' | 'project', running: object, asked: object): string | undefined {
  const [arn, parse] = kind === 'model' ? [ARN, parseTeardownRequest] : [PROJECT, parseProjectRequest];
  const requestOf = (fields: object) => {
    const parsed = parse({ [kind === 'model' ? 'projectVersionArn' : 'projectArn']: arn, ...fields });
    assert.ok(parsed.ok, JSON.stringify(parsed));
    return parsed.request;
  };
  return conflictWith({ arn, workflowId: 'id', request: requestOf(running) }, requestOf(asked));
}

describe('the terms of a request', () => {
  for (const [what, running, asked] of [
    ['defaults that are spelled out', {}, { ifRunning: 'stop', protectTag: 'teardown=never', dryRun: false }],
    ['null for a field that is not given', {}, { gracePeriod: null, approval: null }],
    ['the same length in another unit', { gracePeriod: '14d' }, { gracePeriod: '336h' }],
    [
      'a time-out of an approval that is the default',
      { approval: { required: true } },
      { approval: { required: true, timeout: '168h' } },
    ],
    ['an approval that is not required', {}, { approval: { required: false } }],
    ['another person and reason', { requestedBy: 'ana', reason: 'old' }, { requestedBy: 'bob' }],
  ] as const) {
    it(`are the same with ${what}`, () => {
      for (const kind of ['model', 'project'] as const)
        assert.equal(conflict(kind, running, asked), undefined);
    });
  }

  const shared = [
    ['dryRun', true, 'false', 'true'],
    ['ifRunning', 'fail', '"stop"', '"fail"'],
    ['ifServing', 'ask', '"ignore"', '"ask"'],
    ['ifTraining', 'fail', '"wait"', '"fail"'],
    ['approval', { required: true }, 'none', '{"required":true,"timeout":"7d"}'],
    ['gracePeriod', '1d', 'none', '"1d"'],
    ['protectTag', 'keep=yes', '"teardown=never"', '"keep=yes"'],
  ] as const;
  for (const [kind, fields] of [
    ['model', [...shared, ['deadline', '1d', 'none', '"1d"']]],
    ['project', [...shared, ['maxParallel', 1, '100', '1']]],
  ] as const) {
    for (const [field, value, before, after] of fields) {
      it(`of a ${kind} differ if ${field} differs, and the conflict names both values`, () => {
        const said = conflict(kind, {}, { [field]: value }) ?? '';
        const names = `: it runs with ${field} ${before}; you requested ${field} ${after}. `;
        assert.ok(said.includes(names), said);
      });
    }
  }
});
