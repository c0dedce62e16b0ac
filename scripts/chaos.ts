// A campaign of chaos: `npm run chaos -- --minutes 30 --seed 7`.
import { parseArgs } from 'node:util';
import { campaign } from '../test/chaos/campaign.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
  },
});
const report = await campaign({
  seed: Number(values.seed),
  durationMs: Number(values.minutes) * 60_000,
  say: console.log,
});
console.log(JSON.stringify(report, null, 2));
process.exit(report.complaints.length > 0 ? 1 : 0);
