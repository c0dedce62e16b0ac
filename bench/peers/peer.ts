// A contender of a package that is installed here, in a process of its own: `peer.ts restate|lambda|stepFunctions`.
import { createNaiveActivities } from '../naive/activities.js';
import { createNaiveClients } from '../naive/client.js';
import { reportEnds } from '../report-ends.js';

const pollMs = Number(process.env['POLL_MS'] ?? 30_000);
const clients = createNaiveClients(process.env['AWS_ENDPOINT_URL'] ?? '');
const aws = createNaiveActivities(clients);

switch (process.argv[2]) {
  case 'restate': {
    const { serveRestate } = await import('./restate-process.js');
    reportEnds(
      await serveRestate(aws, pollMs, {
        port: Number(process.env['RESTATE_SERVICE_PORT']),
        ingressUrl: process.env['RESTATE_INGRESS_URL'] ?? '',
        adminUrl: process.env['RESTATE_ADMIN_URL'] ?? '',
      }),
    );
    break;
  }
  case 'lambda': {
    const { runLambda } = await import('./lambda-process.js');
    reportEnds(await runLambda(aws, pollMs));
    break;
  }
  default: {
    const { createStateMachine } = await import('./step-functions-process.js');
    reportEnds(createStateMachine(clients, pollMs));
  }
}
