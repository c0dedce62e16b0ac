// Runs the unit tests and some end-to-end tests on each supported version of Node.js: `npm run test:node`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { HAS_NODE_BINARIES, NODE_VERSIONS, nodeFolder } from './node-binary.js';

/** The command line and the worker, whose native bridge and AWS SDK have to get along with each version. */
const END_TO_END = [
  'test/client/command-line.e2e.ts',
  'test/worker/node-support.e2e.ts',
  'test/worker/worker-process.e2e.ts',
];

/** It searches a pure core for minutes, by functions of the language that the other unit tests use too. */
const WITHOUT = ['--ignore', 'test/workflows/simulation/**'];

let failed = false;
if (HAS_NODE_BINARIES) {
  for (const version of NODE_VERSIONS) {
    console.log(`\nNode.js ${version}`);
    await test([await nodeFolder(version), process.env['PATH']].join(delimiter));
  }
} else {
  console.log(
    `The binaries of Node.js that this installs are for Linux on x64: here the tests run on ${process.version} only.`,
  );
  await test(process.env['PATH']);
}
process.exitCode = failed ? 1 : 0;

async function test(path: string | undefined): Promise<void> {
  const child = spawn('npx', ['mocha', ...WITHOUT, ...END_TO_END, 'test/**/*.test.ts'], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) failed = true;
}
