// A campaign of chaos: `npm run chaos -- --minutes 30 --seed 7 --server postgres --workers 2`.
import { parseArgs } from 'node:util';
import { campaign } from './campaign.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    server: { type: 'string', default: 'dev' },
    workers: { type: 'string', default: '3' },
  },
});
const { minutes, seed, server, workers } = values;
if (server !== 'dev' && server !== 'postgres') throw new Error(`--server is dev or postgres, not ${server}.`);
const report = await campaign({
  seed: Number(seed),
  durationMs: Number(minutes) * 60_000,
  server,
  workers: Number(workers),
  lengths: Number(minutes) < 5 ? 'short' : 'long',
  say: console.log,
});
const { complaints, ...figures } = report;
console.log(JSON.stringify(figures, null, 2));
for (const complaint of complaints.slice(0, 40)) console.log(complaint);
console.log(`${complaints.length} complaints`);
if (complaints.length > 0) {
  const options = `--minutes ${minutes} --seed ${seed} --server ${server} --workers ${workers}`;
  console.log(`To replay: npm run chaos -- ${options}`);
}
process.exit(complaints.length > 0 ? 1 : 0);
