import assert from 'node:assert/strict';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { parseTeardownRequest } from '../../../contract/model/request.js';
import { unrestorable } from '../../../workflows/model/failure-messages.js';
import { next } from '../../../workflows/model/next-action.js';
import { newMemory, type Memory } from '../../../workflows/model/state.js';

const projectVersionArn =
  'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690000000000' as ProjectVersionArn;

describe('the failure of a restore', () => {
  for (const [what, status, mayBeDeleting, startAccepted, words] of [
    [
      'an accepted Start that led to nothing',
      'STOPPED',
      false,
      true,
      /accepted StartProjectVersion.*is STOPPED/,
    ],
    [
      'a status that can not be started',
      'EXPIRED',
      false,
      false,
      /is EXPIRED, from which .*Nothing was deleted/,
    ],
    ['a model that somebody else deleted', 'GONE', false, false, /deleted by somebody else/],
    [
      'a Delete that may have been carried out',
      'DELETING',
      true,
      false,
      /DeleteProjectVersion was sent earlier/,
    ],
  ] as const) {
    it(`names ${what}`, () => {
      const message = unrestorable({ projectVersionArn, status }, { mayBeDeleting, startAccepted });
      assert.match(message, words);
      assert.ok(message.startsWith(projectVersionArn), message);
    });
  }
});

describe('the failure of a teardown whose model somebody has started again', () => {
  const NOW = Date.parse('2026-11-24T12:00:00Z');
  const model = {
    projectVersionArn,
    projectArn: 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690000000000' as ProjectArn,
    status: 'RUNNING',
    feature: 'CUSTOM_LABELS',
    traffic: { unitsInService: 1, detections: 7 },
  } as const;

  /** Returns the message with which a run ends that finds its model running. */
  const messageOf = (terms: object, before: Partial<Memory>): string => {
    const parsed = parseTeardownRequest({ projectVersionArn, ...terms });
    assert.ok(parsed.ok);
    const { request } = parsed;
    const seen = { seen: model, model, status: model.status, guards: 'fresh' } as const;
    const asked = next(request, { ...newMemory(request, NOW), ...seen, ...before }, NOW);
    assert.ok(asked.ask === 'fail', asked.ask);
    return asked.message;
  };
  const ANY = /no further change was sent\. (.*) sent earlier\./;
  const STOPPED = { stopSent: true, changed: true };
  const DELETED = { mayHaveDeleted: true, changed: true };

  it('does not deny a Stop that was sent, if the model is in use', () => {
    const terms = { ifServing: 'fail' };
    assert.match(messageOf(terms, {}), /, so StopProjectVersion was not sent\. /);
    assert.equal(ANY.exec(messageOf(terms, STOPPED))?.[1], 'StopProjectVersion was');
    const both = messageOf(terms, { ...STOPPED, ...DELETED });
    assert.equal(ANY.exec(both)?.[1], 'StopProjectVersion and DeleteProjectVersion were');
  });

  it('does not deny a Delete that was sent, if a running model is not to be stopped', () => {
    const terms = { ifRunning: 'fail' };
    assert.match(messageOf(terms, {}), /, so StopProjectVersion was not sent\. /);
    assert.equal(ANY.exec(messageOf(terms, DELETED))?.[1], 'DeleteProjectVersion was');
  });

  it('does not deny a Delete that was sent, if a sweep has selected the model', () => {
    const selected = { selectedIn: ['STOPPED'] };
    assert.match(messageOf({}, selected), /so it was left as it is and no change was sent\. /);
    assert.equal(ANY.exec(messageOf({}, { ...selected, ...DELETED }))?.[1], 'DeleteProjectVersion was');
  });
});
