// Builds a Temporal server that tests run on, unless it is there: `tsx scripts/build-temporal.ts dev-server|postgres-server`.
import { productionPrograms } from '../local-stack/production-server.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';

const [which] = process.argv.slice(2);
switch (which) {
  case 'dev-server':
    await temporalBinary(console.log);
    break;
  case 'postgres-server':
    await productionPrograms();
    break;
  default:
    console.error(`Name dev-server or postgres-server; got "${which}".`);
    process.exitCode = 2;
}
