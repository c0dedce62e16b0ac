// Runs tests of containers without a container engine: `npm run test:image` and `npm run test:compose`.
//
// They mount file systems and run programs in namespaces, which needs Linux on x64, root, and Debian's apt-get or
// debootstrap. This process starts one command in a mount and a process namespace. When that command ends, for whatever
// reason, the kernel ends all processes in there, and with the last of them the mounts go.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HAS_NODE_BINARIES } from './node-binary.js';

const NAMESPACES = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const LOOPBACK = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
/** The port that the Compose file publishes. */
const SETTINGS: Readonly<Record<string, NodeJS.ProcessEnv>> = {
  compose: { TEMPORAL_ADDRESS: '127.0.0.1:7233' },
};
const [kind = ''] = process.argv.slice(2);

if (!HAS_NODE_BINARIES || process.getuid?.() !== 0) {
  console.log(`The tests *.${kind}.ts were skipped: they need Linux on x64, and root to mount file systems.`);
} else {
  const folder = await mkdtemp(join(tmpdir(), `${kind}-`));
  try {
    process.exitCode =
      (await isolated([], ['npx', 'tsx', `test/support/containers/prepare-${kind}.ts`])) ||
      // Without a network but the loopback interface, where all ports are free.
      (await isolated(['--net'], [...LOOPBACK, 'npx', 'mocha', '--no-parallel', `test/**/*.${kind}.ts`]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  async function isolated(more: readonly string[], command: readonly string[]): Promise<number> {
    const child = spawn('unshare', [...NAMESPACES, ...more, '--', ...command], {
      stdio: 'inherit',
      env: { ...process.env, CONTAINERS: folder, ...SETTINGS[kind] },
    });
    const stop = () => child.kill('SIGKILL');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  }
}
