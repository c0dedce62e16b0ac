import assert from 'node:assert/strict';
import { FEATURES, MODEL_STATUSES } from '../../../contract/model/description.js';
import { DECISION_UPDATES } from '../../../contract/names.js';
import { parseTeardownRequest, type TeardownRequest } from '../../../contract/model/request.js';
import {
  accepted,
  canBeKept,
  rejectionReason,
  wasNeverAccepted,
} from '../../../workflows/model/decision-rules.js';
import { newMemory, type Memory } from '../../../workflows/model/state.js';
import { nextStep, type Facts } from '../../../workflows/model/next-step.js';

const GUARDS = ['unchecked', 'stale', 'fresh'] as const;
const APPROVALS = ['notNeeded', 'awaited', 'given', 'refused'] as const;
const GRACES = ['none', 'due', 'running', 'over'] as const;
const RESTORES = ['none', 'asked', 'sent'] as const;
const BOTH = [true, false] as const;
const WILLING = { ifRunning: 'stop', ifTraining: 'wait' } as const;

function* allFacts(): Generator<Facts> {
  for (const guards of GUARDS) {
    for (const approval of APPROVALS) {
      for (const grace of GRACES) {
        for (const restore of RESTORES) {
          for (const paused of BOTH) {
            for (const heldStatus of [undefined, 'STOPPED', 'FAILED']) {
              for (const startedAgain of BOTH) {
                yield { guards, approval, grace, restore, paused, heldStatus, startedAgain };
              }
            }
          }
        }
      }
    }
  }
}

/** Every status of every feature under everything that people and time can have decided. */
function everyStep(check: (step: string, facts: Facts, status: string, feature: string) => void): void {
  for (const facts of allFacts()) {
    for (const feature of FEATURES) {
      for (const status of [...MODEL_STATUSES, 'ARCHIVED']) {
        const next = nextStep({ status, feature }, WILLING, facts);
        check(next.step === 'end' ? next.outcome : next.step, facts, status, feature);
      }
    }
  }
}

describe('the next step of a teardown with decisions', () => {
  for (const [rule, forbids] of [
    ['after a restore', ({ restore }: Facts) => restore !== 'none'],
    ['after a rejection', ({ approval }: Facts) => approval === 'refused'],
    ['before an approval', ({ approval }: Facts) => approval === 'awaited'],
    ['while it is paused', ({ paused }: Facts) => paused],
    ['before the guards have passed since the last look', ({ guards }: Facts) => guards !== 'fresh'],
  ] as const) {
    it(`${rule} is never to stop or to delete`, () => {
      everyStep((step, facts) => {
        if (forbids(facts)) assert.ok(step !== 'stop' && step !== 'delete', JSON.stringify(facts));
      });
    });
  }

  it('is never to delete before the grace period is over', () => {
    everyStep((step, facts) => {
      if (facts.grace === 'due' || facts.grace === 'running') assert.notEqual(step, 'delete');
    });
  });

  it('is to leave a model that somebody has started while it was held', () => {
    everyStep((step, facts, status) => {
      const held = facts.grace === 'running' || facts.grace === 'over';
      const untouched = facts.restore === 'none' && facts.approval !== 'refused';
      if (held && untouched && ['STARTING', 'RUNNING', 'STOPPING'].includes(status)) {
        assert.equal(step, 'reclaimed');
      }
    });
  });

  it('is to leave a model that somebody has started again if there is a grace period', () => {
    everyStep((step, { startedAgain, grace, restore, approval }) => {
      if (!startedAgain || grace === 'none' || restore !== 'none' || approval === 'refused') return;
      assert.equal(step, 'reclaimed');
    });
  });

  it('is to start a model only to restore it, and never an adapter', () => {
    everyStep((step, facts, status, feature) => {
      if (step !== 'start') return;
      assert.equal(facts.restore, 'asked');
      assert.equal(status, 'STOPPED');
      assert.equal(feature, 'CUSTOM_LABELS');
    });
  });
});

describe('a decision', () => {
  const NOW = Date.parse('2026-11-24T12:00:00Z');
  const HOLD = { none: undefined, due: undefined, running: NOW + 1000, over: NOW } as const;
  const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

  interface Situation {
    readonly facts: Facts;
    readonly request: TeardownRequest;
    readonly memory: Memory;
  }

  function* situations(): Generator<Situation> {
    for (const facts of allFacts()) {
      for (const dryRun of BOTH) {
        const terms = { ...(facts.grace !== 'none' && { gracePeriod: '7d' }), dryRun };
        const parsed = parseTeardownRequest({ projectVersionArn: ARN, ...terms });
        assert.ok(parsed.ok);
        const { approval, restore, paused } = facts;
        const heldStatus = facts.grace === 'running' || facts.grace === 'over' ? facts.heldStatus : undefined;
        for (const end of [{}, { ended: 'deleted' }, { cancelled: true }, { late: true }]) {
          for (const stopSent of BOTH) {
            for (const isDeleting of BOTH) {
              const sent = { call: 'delete', from: 'STOPPED', at: NOW, answer: 'awaited' } as const;
              const memory: Memory = {
                ...newMemory(parsed.request, NOW),
                approval,
                restore,
                paused,
                heldStatus,
                stopSent,
                holdUntil: HOLD[facts.grace],
                ...(isDeleting && { sent }),
                ...end,
              };
              yield { facts, request: parsed.request, memory };
            }
          }
        }
      }
    }
  }

  it('is rejected with one sentence wherever it does not apply', () => {
    for (const { facts, request, memory } of situations()) {
      const { approval, grace, restore, paused } = facts;
      const { stopSent, heldStatus, sent, cancelled, late, ended } = memory;
      const active = !cancelled && !late && ended === undefined;
      const open =
        active && !request.dryRun && sent === undefined && restore === 'none' && approval !== 'refused';
      const held = grace === 'running' || grace === 'over';
      const sensible = {
        approve: approval === 'awaited',
        reject: approval === 'awaited',
        restore: stopSent || heldStatus === 'STOPPED',
        postpone: held,
        deleteNow: grace === 'running' && !paused,
      };
      for (const name of DECISION_UPDATES) {
        const why = rejectionReason(name, request, memory, NOW);
        assert.equal(why === undefined, open && sensible[name], `${name} ${JSON.stringify(memory)}`);
        if (why !== undefined) assert.match(why, /^[A-Z].*\.$/);
      }
    }
  });

  describe('after the approval has timed out', () => {
    const UNTIL = NOW + 1000;
    const parsed = parseTeardownRequest({ projectVersionArn: ARN, approval: { required: true } });
    assert.ok(parsed.ok);
    const { request } = parsed;
    const awaited: Memory = { ...newMemory(request, NOW), approvalUntil: UNTIL };

    it('is rejected if it is an approval, though the run has not handled the time-out', () => {
      assert.equal(rejectionReason('approve', request, awaited, UNTIL), undefined);
      const why = rejectionReason('approve', request, awaited, UNTIL + 1) ?? '';
      assert.match(why, /^The approval timed out at 2026-11-24T12:00:01\.000Z; .*\.$/);
      assert.ok(!accepted(request, awaited, UNTIL + 1).includes('approve'));
    });

    it('is accepted if it is a rejection, which leaves the model as it is, too', () => {
      assert.equal(rejectionReason('reject', request, awaited, UNTIL + 1), undefined);
    });

    it('is kept if it is an approval from before a reset, and nothing else has ended the approval', () => {
      assert.ok(canBeKept('approve', request, awaited));
      for (const approval of ['notNeeded', 'given', 'refused'] as const) {
        assert.ok(!canBeKept('approve', request, { ...awaited, approval }), approval);
      }
      assert.ok(!canBeKept('approve', request, { ...awaited, cancelled: true }));
    });

    it('is a new one if the run has continued as new, which looks like a reset', () => {
      assert.ok(wasNeverAccepted('approve', request, awaited));
    });
  });
});
