import { TeardownClient, TeardownError } from 'rekognition-teardown';

const [, , projectVersionArn = ''] = process.argv;
const client = await TeardownClient.connect(); // finds Temporal as its command line does: TEMPORAL_ADDRESS, ...
try {
  const { teardown, joined } = await client.start({
    projectVersionArn,
    ifRunning: 'fail',
    requestedBy: 'retention-job',
    reason: 'replaced by a newer version',
  });
  console.log(`${joined ? 'joined' : 'started'} ${teardown.workflowId}`);
  const { outcome, steps } = await teardown.result();
  console.log(`${outcome} in ${steps.length} steps`);
} catch (error) {
  if (!(error instanceof TeardownError)) throw error;
  console.log(`${error.type}: ${error.message}`);
} finally {
  await client.close();
}
