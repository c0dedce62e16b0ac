import assert from 'node:assert/strict';
import { FAULT_NAMES } from './aws-faults.js';
import { campaign, type Seen } from './campaign.js';

const SEED = 20_261_125;
const MINUTES = 1.5;
const MODELS = 30;
/** With more, a busy machine would complete too few of them, and the rarest faults occur at their ends. */
const AT_A_TIME = 12;
const KILLED = 3;
const OPERATED = ['reset', 'terminate', 'pauseActivity', 'askOtherwise'];
const PASSING = ['drop', 'refuse', 'credentials', 'deaf', 'serverKill'];

/** What is missing of all that makes it chaos, in words. */
function missing({ faults, acts, troubles, ends, models, workerKills, workersSuspended }: Seen): string[] {
  const without = (names: readonly string[], from: Readonly<Record<string, number>>) =>
    names.filter((name) => from[name] === undefined);
  return [
    ...without(FAULT_NAMES, faults),
    ...without(OPERATED, acts),
    ...without(PASSING, troubles),
    ...(models > MODELS ? [] : [`only ${models} models`]),
    ...(Object.keys(ends).length > 4 ? [] : [`only these ends: ${JSON.stringify(ends)}`]),
    ...(workerKills > KILLED ? [] : [`only ${workerKills} workers killed`]),
    ...(workersSuspended > 0 ? [] : ['no worker suspended']),
  ];
}

describe('a campaign of chaos', function () {
  this.timeout('20m');

  it(`breaks no rule; to replay it: npm run chaos -- --minutes ${MINUTES} --seed ${SEED}`, async () => {
    const { complaints, ...seen } = await campaign({
      seed: SEED,
      durationMs: MINUTES * 60_000,
      atATime: AT_A_TIME,
      isEnough: (so) => missing(so).length === 0,
    });
    assert.deepEqual(complaints, []);
    assert.deepEqual(missing(seen), []);
  });
});
