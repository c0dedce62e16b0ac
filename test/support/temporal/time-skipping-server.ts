import { createHash } from 'node:crypto';
import { access, chmod, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { cacheFolder, filledOnce } from '../../../local-stack/cache-folder.js';
import { claimPort } from '../../../local-stack/claimed-port.js';
import { officialServer } from '../../../local-stack/official-server.js';
import { unlessPortTaken, untilServing } from '../../../local-stack/temporal-server.js';
import { startTethered } from '../../../local-stack/tethered-process.js';

const { default: downloadArtifact } = createRequire(import.meta.url)('mvn-artifact-download') as {
  default: (artifact: string, folder: string) => Promise<string>;
};
const VERSION = '1.32.1';
const MAIN = 'io.temporal.testserver.TestServer';
const START_LIMIT_MS = 180_000;

/**
 * The path of Temporal's time-skipping test server: the official download, else the Maven artifact, of which every
 * jar is pinned by its SHA-256, run by the machine's Java.
 *
 * @throws Error where neither can be had
 */
async function timeSkippingServer(say: (line: string) => void): Promise<string> {
  const folder = cacheFolder(`temporal-test-server-${VERSION}`);
  const script = join(folder, 'temporal-test-server');
  if (await exists(script)) return script;
  try {
    return await officialServer('time-skipping', say);
  } catch {
    say(`Fetching Temporal's test server ${VERSION} from Maven, once (33 MB)`);
    await fetchJars(folder);
    return script;
  }
}

/** The part of the SDK's class that its types keep private: `createTimeSkipping`, for a server that runs already. */
interface Environments {
  create(options: {
    readonly server: { readonly type: 'existing' };
    readonly address: string;
    readonly supportsTimeSkipping: true;
  }): Promise<TestWorkflowEnvironment>;
}

/** The environment, and what ends it together with its server. */
export interface TimeSkipping {
  readonly environment: TestWorkflowEnvironment;
  readonly stop: () => Promise<void>;
}

/**
 * Starts that server, and waits until it serves. The SDK would start it too, and give it five seconds, which is too little
 * for a JVM on a busy machine.
 */
export async function startTimeSkipping(): Promise<TimeSkipping> {
  const path = await timeSkippingServer(console.log);
  const { server, address } = await unlessPortTaken(async () => {
    const port = await claimPort();
    const started = startTethered(path, [`${port}`]);
    await untilServing(started, () => answers(`127.0.0.1:${port}`), START_LIMIT_MS);
    return { server: started, address: `127.0.0.1:${port}` };
  });
  const environments = TestWorkflowEnvironment as unknown as Environments;
  const environment = await environments.create({
    server: { type: 'existing' },
    address,
    supportsTimeSkipping: true,
  });
  return {
    environment,
    async stop() {
      await environment.teardown();
      await server.stop();
    },
  };
}

async function answers(address: string): Promise<boolean> {
  try {
    await (await Connection.connect({ address, connectTimeout: 10_000 })).close();
    return true;
  } catch {
    return false;
  }
}

async function fetchJars(folder: string): Promise<void> {
  const jars = JSON.parse(
    await readFile(new URL('test-server-jars.json', import.meta.url), 'utf8'),
  ) as Readonly<Record<string, string>>;
  await filledOnce(folder, async (scratch) => {
    // One after the other: each download looks up the registry's name, and a resolver may refuse forty at once. The folder
    // is removed after a failure, and nothing may then still write to it.
    for (const [artifact, expected] of Object.entries(jars)) {
      const jar = await readFile(await download(artifact, scratch));
      const actual = createHash('sha256').update(jar).digest('hex');
      if (actual !== expected) throw new Error(`${artifact} has the SHA-256 ${actual}, not ${expected}`);
    }
    const java = `exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '${folder}/*' ${MAIN} "$@"`;
    await writeFile(join(scratch, 'temporal-test-server'), `#!/bin/sh\n${java}\n`);
    await chmod(join(scratch, 'temporal-test-server'), 0o755);
  });
}

/** Tries again, as npm does, after what a network may answer in passing. */
async function download(artifact: string, folder: string, triesLeft = 4): Promise<string> {
  try {
    return await downloadArtifact(artifact, folder);
  } catch (error) {
    if (triesLeft === 0) throw new Error(`Maven's registry did not give ${artifact}`, { cause: error });
    await sleep(2000);
    return download(artifact, folder, triesLeft - 1);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
