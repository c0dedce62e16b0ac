import assert from 'node:assert/strict';
import { campaign } from './campaign.js';

const SEED = 20_261_125;
const MINUTES = 1.5;

describe('a campaign of chaos', function () {
  it(`breaks no rule; to replay it: npm run chaos -- --minutes ${MINUTES} --seed ${SEED}`, async () => {
    const { complaints, models, ends, faults, workerKills, serverKills } = await campaign({
      seed: SEED,
      durationMs: MINUTES * 60_000,
    });
    assert.deepEqual(complaints, []);
    // That it is chaos at all.
    assert.ok(models > 30, `${models} models`);
    assert.ok(Object.keys(ends).length > 4, JSON.stringify(ends));
    assert.ok(Object.keys(faults).length > 5, JSON.stringify(faults));
    assert.ok(workerKills > 3, `${workerKills} workers killed`);
    assert.ok(serverKills > 0, `${serverKills} servers killed`);
  });
});
