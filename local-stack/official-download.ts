// Downloads one of Temporal's servers into a folder: `node official-download.js FOLDER dev-server|time-skipping`.
// The SDK's testing package knows where it is and which version goes with it; starting it is its way to fetch it.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [downloadDir, kind] = process.argv.slice(2);
if (downloadDir === undefined) throw new Error('FOLDER is missing');
const server = { executable: { type: 'cached-download', downloadDir } } as const;
const environment =
  kind === 'time-skipping'
    ? await TestWorkflowEnvironment.createTimeSkipping({ server })
    : await TestWorkflowEnvironment.createLocal({ server });
await environment.teardown();
