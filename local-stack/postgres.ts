// A PostgreSQL of its own, in a temporary folder.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { claimPort } from './claimed-port.js';
import { unlessPortTaken } from './temporal-server.js';

const run = promisify(execFile);
const USER = 'owner';
const DEBIAN = '/usr/lib/postgresql';

export interface Postgres {
  /** The URL of the database for DBOS. */
  readonly url: string;
  readonly port: number;
  readonly user: string;
  stop(): Promise<void>;
}

/** Undefined where no PostgreSQL is installed. */
export async function startPostgres(): Promise<Postgres | undefined> {
  const folder = await programs();
  if (folder === undefined) return undefined;
  const data = await mkdtemp(join(tmpdir(), 'postgres-'));
  // PostgreSQL does not run as root; its packages come with a user.
  const user = userInfo().uid === 0 ? await ownerFor(data) : {};
  const postgres = (program: string, ...args: string[]) =>
    run(join(folder, program), args, { cwd: data, ...user });
  await postgres('initdb', '-D', data, '-U', USER, '--auth', 'trust', '--no-sync');
  const port = await unlessPortTaken(async () => {
    const free = await claimPort();
    const log = join(data, 'log');
    const settings = `-p ${free} -k ${data} -c listen_addresses=127.0.0.1 -c max_connections=200`;
    await postgres('pg_ctl', 'start', '-w', '-D', data, '-l', log, '-o', settings).catch(
      async (error: unknown) => {
        throw new Error(await readFile(log, 'utf8'), { cause: error });
      },
    );
    return free;
  });
  return {
    url: `postgresql://${USER}@127.0.0.1:${port}/dbos`,
    port,
    user: USER,
    async stop() {
      await postgres('pg_ctl', 'stop', '-D', data, '-m', 'immediate');
      await rm(data, { recursive: true });
    },
  };
}

async function programs(): Promise<string | undefined> {
  const versions = existsSync(DEBIAN) ? await readdir(DEBIAN) : [];
  const folders = [
    ...versions.toSorted().map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

async function ownerFor(data: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')]);
  await chown(data, uid, gid);
  return { uid, gid };
}
