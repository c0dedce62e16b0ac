import assert from 'node:assert/strict';
import {
  MODEL,
  OTHER,
  TIMELINE,
  call,
  look,
  tags,
  change,
  stopping,
  deleting,
  GOOD,
  type Case,
  complaints,
  STOPPED,
  stopped,
  done,
  grace,
  STOP,
  DELETE,
  CONFIRMED,
} from './case-builder.js';

const denied = { statusCode: 400, error: 'InvalidSignatureException' };
const unanswered = { statusCode: 0, fault: 'reset' } as const;
/** An accepted restore that ends with DeadlineExceeded. */
const unrestored: Case = {
  calls: stopping,
  acts: [done('restore', 5800)],
  terms: { deadline: '9s' },
  end: { ...stopped('DeadlineExceeded'), at: 12_000 },
};

/** What breaks each rule, and nothing else. */
const BROKEN: Readonly<Record<string, Case>> = {
  'rule 1: the same name, another time': { calls: [...GOOD, change(7500, 'Delete', OTHER)] },
  'rule 2: without a look': { calls: [...tags(2500), change(STOP, 'Stop'), ...deleting, look(CONFIRMED)] },
  'rule 3: deleted while it runs': {
    calls: [look(2000), ...tags(2500), change(2900, 'Delete'), look(CONFIRMED)],
  },
  'rule 4: an adapter is stopped': { scenario: { feature: 'CONTENT_MODERATION' } },
  'rule 4: one feature': {
    calls: [...GOOD, call(1500, 'DescribeProjects', { Features: ['CUSTOM_LABELS'] })],
  },
  'rule 5: stopped after it was started again': {
    calls: [...stopping, look(4500), change(4600, 'Start'), look(5000), ...tags(5500), change(6000, 'Stop')],
    acts: [done('restore', 4500, undefined)],
    end: stopped('UnexpectedStatus'),
    troubles: [],
  },
  'rule 6: deleted, and it is there': { end: { status: 'STOPPED' } },
  'rule 6: deleted, and nobody said so': { calls: [...stopping, ...deleting] },
  'records: none': { records: [] },
  'records: none, though the result has one': { end: { record: { written: true } }, records: [] },
  'records: none, and nobody ended the wait': { end: { record: { written: false } }, records: [] },
  'records: two': { records: [CONFIRMED, CONFIRMED + 1] },
  'records: before it was gone': { records: [DELETE - 100] },
  'records: overwritten': { calls: [...GOOD, call(8100, 'PutObject', {}), call(8200, 'PutObject', {})] },
  'rule 7: deleted after a cancel': {
    acts: [done('cancel', 2000)],
    calls: [...stopping, look(8000), ...tags(8100), change(8300, 'Delete'), look(9500)],
    end: { at: 9900, timeline: [...STOPPED, { at: 8300, status: 'DELETING' }, { at: 9000, status: 'GONE' }] },
  },
  'rule 7: started with other units': {
    calls: [
      ...stopping,
      look(4500),
      call(4600, 'StartProjectVersion', { ProjectVersionArn: MODEL, MinInferenceUnits: 1 }),
    ],
    acts: [done('restore', 4400)],
    end: { how: 'restored', status: 'STARTING', timeline: [...STOPPED, { at: 4600, status: 'STARTING' }] },
  },
  'rule 8: seen running, and left': {
    calls: [
      ...[1100, 1300, 1500, 1700].flatMap((at) => [look(at), ...tags(at + 100)]),
      ...stopping,
      ...deleting,
      look(CONFIRMED),
    ],
  },
  'rule 9: more than the quota': {
    calls: [...GOOD, ...Array.from({ length: 60 }, (_, index) => look(8000 + index))],
  },
  'rule 10: an end for no reason': { calls: [look(2000)], end: { ...stopped('UnexpectedStatus') } },
  'rule 11: gone, and it runs': {
    calls: [look(2000, { fault: 'emptyAnswer' })],
    end: { how: 'alreadyGone', status: 'RUNNING', timeline: TIMELINE.slice(0, 1) },
  },
  'rule 12: no tags': { calls: [look(2000), change(STOP, 'Stop'), ...deleting, look(CONFIRMED)] },
  'rule 12: tags that AWS did not answer': {
    calls: [
      ...stopping,
      look(5000),
      ...tags(5500, { fault: 'emptyAnswer' }),
      change(DELETE, 'Delete'),
      look(CONFIRMED),
    ],
  },
  'rule 12: protected': { acts: [done('protect', 5200)] },
  'rule 12: not approved': { terms: { approval: { required: true, timeout: '9s' } } },
  'rule 13: deleted after a restore': {
    acts: [done('restore', 5800)],
    terms: grace,
  },
  'rule 13: a restore that is not carried out': {
    calls: stopping,
    acts: [done('restore', 5800), done('cancel', 5900)],
    end: stopped('cancelled'),
  },
  'rule 13: a restore that the deadline ends': { ...unrestored, terms: { deadline: '9s' } },
  'rule 13: deleted sooner than promised': { acts: [done('postpone', 5000)], terms: grace },
  'rule 14: sent after its end': {
    acts: [done('cancel', 3500)],
    end: { ...stopped('cancelled'), at: 4500 },
  },
  'rule 14: sent between two runs': {
    acts: [done('terminate', 1500, 20_000)],
    calls: [look(7000), ...tags(7300), change(9000, 'Stop'), look(21_000)],
    end: {
      at: 30_000,
      how: 'alreadyGone',
      timeline: [
        { at: 0, status: 'RUNNING' },
        { at: 9000, status: 'GONE' },
      ],
    },
  },
  'rule 14: restored, and it is stopped': {
    calls: stopping,
    acts: [done('restore', 3500)],
    end: stopped('restored'),
  },
  'rule 15: deleted, though somebody has started it': {
    terms: grace,
    acts: [done('start', 5100)],
    calls: [...stopping, look(4500), ...deleting, look(CONFIRMED)],
  },
  'rule 15: deleted, though it was shown as starting': {
    terms: grace,
    calls: [...stopping, look(4300), ...deleting, look(CONFIRMED)],
    end: {
      timeline: [
        ...TIMELINE.slice(0, 2),
        { at: 4000, status: 'STARTING' },
        { at: 4500, status: 'STOPPED' },
        ...TIMELINE.slice(3),
      ],
    },
  },
  'rule 16: a denial ends a run that has changed something': {
    calls: stopping,
    end: stopped('AccessDenied'),
  },
  'rule 16: a denial ends a run whose first change may have been carried out': {
    calls: [look(2000), ...tags(2500), change(STOP, 'Stop', MODEL, unanswered)],
    end: { ...stopped('AccessDenied'), at: 70_000 },
    troubles: [{ kind: 'credentials', from: STOP + 1, to: 69_000 }],
  },
  'news: nobody was notified': { news: [] },
  'contract: joined without a word': { acts: [{ ...done('askOtherwise', 2000), wrong: 'joined' }] },
};

describe('the oracle of a campaign', () => {
  it('has nothing against a teardown in which nothing goes wrong', () => {
    assert.deepEqual(complaints({}), []);
  });

  for (const [what, it0] of Object.entries(BROKEN)) {
    it(`complains of ${what}`, () => {
      const [rule = ''] = what.split(':');
      const found = complaints(it0);
      assert.ok(
        found.some((complaint) => complaint.startsWith(`${rule}: `)),
        `only: ${found.join('\n')}`,
      );
    });
  }

  it('excuses what its own reasons excuse', () => {
    const excused: Readonly<Record<string, Case>> = {
      'a cancel while S3 refuses the record': {
        acts: [done('cancel', 8100)],
        end: { record: { written: false } },
        records: [],
      },
      'a cancel once Delete was sent': { acts: [done('cancel', 6100)] },
      'a deadline': { calls: stopping, terms: { deadline: '7s' }, end: stopped('DeadlineExceeded') },
      'a start by somebody': {
        calls: [...stopping, look(4500), look(6000)],
        terms: grace,
        acts: [done('start', 5000)],
        end: { how: 'reclaimed', status: 'RUNNING', timeline: [...STOPPED, { at: 5000, status: 'RUNNING' }] },
      },
      'a Stop that AWS has undone': {
        calls: stopping.map((it) =>
          it.operation === 'StopProjectVersion' ? { ...it, fault: 'undone' as const } : it,
        ),
        terms: grace,
        end: { ...stopped('reclaimed'), status: 'RUNNING' },
      },
      "a model that was looked at before its project's run was reset": {
        calls: [look(2000), ...tags(2500), change(STOP + 8000, 'Stop')],
        acts: [done('reset', 2800)],
        scenario: { whole: true },
        end: { ...stopped('cancelled'), at: 12_000 },
        news: [],
      },
      'a Start that AWS has ignored': {
        calls: [...stopping, look(4500), { ...change(4600, 'Start'), fault: 'ignored' as const }],
        acts: [done('restore', 3500)],
        end: stopped('UnexpectedStatus'),
        news: [],
      },
      'a restore of a model that never ran, which a run that was reset had accepted': {
        calls: [look(2000)],
        acts: [done('reset', 1200), done('restore', 1500)],
        end: stopped('UnexpectedStatus'),
        news: [],
      },
      'a time-out of a run that an operator had started before its start was answered': {
        calls: [look(2000)],
        acts: [done('terminate', 1200, 1900)],
        scenario: { executionTimeout: 5 },
        end: { ...stopped('TIMED_OUT'), at: 6500 },
        news: [],
      },
      'a restore for which the starter has left no time': {
        ...unrestored,
        scenario: { executionTimeout: 12 },
      },
      'a restore that AWS refuses until the deadline': {
        ...unrestored,
        calls: [...stopping, look(5900), change(6000, 'Start', MODEL, denied)],
      },
      'a restore before which AWS denies its looks': {
        ...unrestored,
        calls: [...stopping, look(5900, denied)],
      },
      'credentials that were refused for long, before anything was changed': {
        calls: [look(2000)],
        end: { ...stopped('AccessDenied'), at: 70_000 },
        troubles: [{ kind: 'credentials', from: 3000, to: 69_000 }],
      },
      'credentials that were refused for long, for the first change': {
        calls: [
          look(2000),
          ...tags(2500),
          change(STOP, 'Stop', MODEL, denied),
          change(60_000, 'Stop', MODEL, denied),
        ],
        end: { ...stopped('AccessDenied'), at: 70_000 },
        troubles: [{ kind: 'credentials', from: 2900, to: 69_000 }],
      },
    };
    for (const [what, it0] of Object.entries(excused)) assert.deepEqual(complaints(it0), [], what);
  });
});
