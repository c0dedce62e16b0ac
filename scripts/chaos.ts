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
const { complaints, ...figures } = report;
console.log(JSON.stringify(figures, null, 2));
for (const complaint of complaints.slice(0, 20)) console.log(complaint);
console.log(`${complaints.length} complaints`);
if (complaints.length > 0) {
  console.log(`To replay: npm run chaos -- --minutes ${values.minutes} --seed ${values.seed}`);
}
process.exit(complaints.length > 0 ? 1 : 0);
