import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { FEATURES, MODEL_STATUSES } from '../../../contract/model.js';
import { DECISION_UPDATES, type DecisionUpdate } from '../../../contract/names.js';
import { parseTeardownRequest, type TeardownRequest } from '../../../contract/request.js';
import { nextStep } from '../../../workflows/next-step.js';
import { ImaginedAws } from './imagined-aws.js';
import { ImaginedTeardown } from './imagined-teardown.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690000000000';
const IDLE = MODEL_STATUSES.filter((status) => !/RUNNING|ING$|IN_PROGRESS/.test(status));

type Happening =
  /** The teardown's turn: what it reads is so many changes old, and it may find the model protected. */
  | { readonly turn: 'teardown'; readonly lag: number; readonly isProtected: boolean }
  | { readonly turn: 'aws' }
  | { readonly turn: 'time' }
  | { readonly turn: 'person'; readonly does: 'start' | 'stop' | 'delete' }
  | { readonly turn: 'person'; readonly says: DecisionUpdate | 'pause' | 'resume' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      turn: fc.constant('teardown' as const),
      lag: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2) }),
      isProtected: fc.oneof(
        { weight: 19, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.boolean() },
      ),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ turn: 'aws' as const }) },
  { weight: 1, arbitrary: fc.constant({ turn: 'time' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      turn: fc.constant('person' as const),
      does: fc.constantFrom('start', 'stop', 'delete'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      turn: fc.constant('person' as const),
      says: fc.constantFrom(...DECISION_UPDATES, 'pause' as const, 'resume' as const),
    }),
  },
);

interface Beginning {
  readonly feature: (typeof FEATURES)[number];
  readonly status: string;
  readonly ifRunning: 'stop' | 'fail';
  readonly ifTraining: 'wait' | 'fail';
  readonly hasApproval: boolean;
  readonly hasGrace: boolean;
}

const beginning: fc.Arbitrary<Beginning> = fc.record({
  feature: fc.constantFrom(...FEATURES),
  status: fc.constantFrom('RUNNING', ...MODEL_STATUSES, 'ARCHIVING'),
  ifRunning: fc.constantFrom('stop', 'fail'),
  ifTraining: fc.constantFrom('wait', 'fail'),
  hasApproval: fc.boolean(),
  hasGrace: fc.boolean(),
});

const story = fc.tuple(beginning, fc.array(happening, { maxLength: 40, size: 'max' }));

function requestOf({ ifRunning, ifTraining, hasApproval, hasGrace }: Beginning): TeardownRequest {
  const parsed = parseTeardownRequest({
    projectVersionArn: ARN,
    ifRunning,
    ifTraining,
    ...(hasApproval && { approval: { required: true } }),
    ...(hasGrace && { gracePeriod: '7d' }),
  });
  assert.ok(parsed.ok);
  return parsed.request;
}

/** What people said, and how that binds. Kept apart from what the teardown knows. */
class Witness {
  approved: boolean;
  calledOff = false;
  paused = false;
  graceIsOver: boolean;

  constructor({ hasApproval, hasGrace }: Beginning) {
    this.approved = !hasApproval;
    this.graceIsOver = !hasGrace;
  }

  hears(said: DecisionUpdate | 'pause' | 'resume'): void {
    if (said === 'approve') this.approved = true;
    if (said === 'reject' || said === 'restore') this.calledOff = true;
    if (said === 'postpone') this.graceIsOver = false;
    if (said === 'deleteNow') this.graceIsOver = true;
    if (said === 'pause' || said === 'resume') this.paused = said === 'pause';
  }
}

/** Tells a story, and checks every call at the moment when it is sent. */
function tell(begin: Beginning, happenings: readonly Happening[], decide = nextStep) {
  const aws = new ImaginedAws(begin.feature, begin.status);
  const teardown = new ImaginedTeardown(requestOf(begin), aws, decide);
  const witness = new Witness(begin);
  const happens = (it: Happening) => {
    const before = teardown.sent.length;
    if (it.turn === 'teardown') {
      teardown.proceed(it.lag, it.isProtected);
      for (const { call, seen } of teardown.sent.slice(before)) {
        checkCall(call, seen, begin, witness);
        assert.ok(!it.isProtected || call === 'start', `${call} of a model that is protected`);
      }
    } else if (it.turn === 'aws') {
      aws.proceed();
    } else if (it.turn === 'time') {
      if (teardown.at === 'hold') witness.graceIsOver = true;
      teardown.timeIsUp();
    } else if ('does' in it) {
      aws[it.does]();
    } else if (it.says === 'pause' || it.says === 'resume') {
      teardown.control.setPaused(it.says === 'pause', {});
      witness.hears(it.says);
    } else if (teardown.take(it.says)) {
      witness.hears(it.says);
    }
  };
  happenings.forEach(happens);
  return { aws, teardown, happens };
}

function checkCall(call: string, seen: string, { feature, ifRunning }: Beginning, witness: Witness): void {
  const { approved, calledOff, paused, graceIsOver } = witness;
  if (call === 'start') {
    assert.ok(calledOff, 'start without a restore');
    return;
  }
  assert.ok(!calledOff, `${call} after a reject or a restore`);
  assert.ok(approved, `${call} without approval`);
  assert.ok(!paused, `${call} while paused`);
  if (call === 'stop') {
    assert.equal(seen, 'RUNNING');
    assert.equal(feature, 'CUSTOM_LABELS');
    assert.equal(ifRunning, 'stop');
  } else {
    assert.ok((IDLE as readonly string[]).includes(seen), `delete upon ${seen}`);
    assert.ok(graceIsOver, 'delete in the grace period');
  }
}

const safe = (decide: typeof nextStep) =>
  fc.property(story, ([begin, happenings]) => void tell(begin, happenings, decide));

describe('no story of statuses, late reads and people', () => {
  it('has a model stopped or deleted that may not be', () => {
    fc.assert(safe(nextStep), { numRuns: 5000 });
  });

  it('goes on for ever, or ends with what is not so', () => {
    const ends = fc.property(story, ([begin, happenings]) => {
      const { aws, teardown, happens } = tell(begin, happenings);
      happens({ turn: 'person', says: 'resume' });
      for (let round = 0; round < 20; round += 1) {
        happens({ turn: 'teardown', lag: 0, isProtected: false });
        happens({ turn: 'aws' });
        happens({ turn: 'time' });
      }
      const { end, sent } = teardown;
      assert.ok(end !== undefined, `it is still at ${teardown.at}, and the model is ${aws.status}`);
      const deletions = sent.filter(({ call, accepted }) => call === 'delete' && accepted);
      assert.ok(deletions.length <= (end === 'deleted' ? 1 : 0), end);
      if (end === 'deleted') assert.ok(sent.some(({ call }) => call === 'delete'));
      if (end === 'deleted' || end === 'alreadyGone') assert.equal(aws.status, 'GONE');
      if (end === 'rejected') assert.deepEqual(sent, []);
    });
    fc.assert(ends, { numRuns: 5000 });
  });

  it('is longer than it must be, where one finds a rule that is broken', () => {
    const forgetful: typeof nextStep = (model, request, facts) =>
      nextStep(model, request, { ...facts, restore: 'none' });
    const { failed, counterexample } = fc.check(safe(forgetful), { numRuns: 50_000, seed: 7 });
    assert.ok(failed);
    const [[begin, happenings] = [undefined, []]] = counterexample ?? [];
    assert.equal(begin?.status, 'RUNNING');
    assert.deepEqual(
      happenings.map((it) => ('says' in it ? it.says : it.turn)),
      ['teardown', 'restore', 'aws', 'teardown'],
    );
  });
});
