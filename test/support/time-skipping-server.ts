import { createHash } from 'node:crypto';
import { access, chmod, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { cacheFolder, filledOnce } from '../../local-stack/cache-folder.js';
import { officialServer } from '../../local-stack/official-server.js';
import { eventually } from './eventually.js';

const { default: downloadArtifact } = createRequire(import.meta.url)('mvn-artifact-download') as {
  default: (artifact: string, folder: string) => Promise<string>;
};
const VERSION = '1.32.1';
const MAIN = 'io.temporal.testserver.TestServer';

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

/**
 * An environment on that server. The SDK gives the server five seconds to start, which a JVM on a busy machine may need
 * more than, so it is tried again.
 */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = await timeSkippingServer(console.log);
  const server = { executable: { type: 'existing-path', path } } as const;
  const start = () => TestWorkflowEnvironment.createTimeSkipping({ server });
  return eventually(start, { only: /did not start within/, patienceMs: 180_000 });
}

async function fetchJars(folder: string): Promise<void> {
  const jars = JSON.parse(
    await readFile(new URL('test-server-jars.json', import.meta.url), 'utf8'),
  ) as Readonly<Record<string, string>>;
  await filledOnce(folder, async (scratch) => {
    await Promise.all(
      Object.entries(jars).map(async ([artifact, expected]) => {
        const jar = await readFile(await downloadArtifact(artifact, scratch));
        const actual = createHash('sha256').update(jar).digest('hex');
        if (actual !== expected) throw new Error(`${artifact} has the SHA-256 ${actual}, not ${expected}`);
      }),
    );
    const java = `exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '${folder}/*' ${MAIN} "$@"`;
    await writeFile(join(scratch, 'temporal-test-server'), `#!/bin/sh\n${java}\n`);
    await chmod(join(scratch, 'temporal-test-server'), 0o755);
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
