import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packPackages, type Tarballs } from '../support/processes/built-packages.js';

const run = promisify(execFile);
const NPM_INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
const BUN = `@oven/bun-linux-${process.arch === 'arm64' ? 'aarch64' : 'x64'}`;
const TOOLS = [
  'typescript@5.9.3',
  'jest@30.5.2',
  'vitest@4.1.12',
  'esbuild@0.28.2',
  '@types/node@22',
  'pnpm@10.34.9',
  '@yarnpkg/cli-dist@4.18.1',
  `${BUN}@1.4.5`,
];
const PEERS = ['client', 'common', 'proto', 'envconfig'].map((name) => `@temporalio/${name}`);

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

/** What a backend imports, of every entry point. It prints what it found on a real server. */
const BACKEND = `
import { TeardownClient, TeardownError, type TeardownSummary } from 'rekognition-teardown';
import { parseTeardownRequest, arnDigest, type TeardownResult } from 'rekognition-teardown/contract';
import { modelTeardownService } from 'rekognition-teardown/nexus';
import { loadDataConverter } from 'rekognition-teardown/codec';

export type Outcome = TeardownResult['outcome'];

async function main(): Promise<void> {
  const client = await TeardownClient.connect({ address: process.env['TEMPORAL_ADDRESS'] });
  const found: TeardownSummary[] = [];
  for await (const it of client.list({ requestedBy: 'nobody' })) found.push(it);
  const missing = await client.teardownOf('${ARN}' as never).describe().catch((error: unknown) => error);
  const converter = await loadDataConverter({ TEARDOWN_ENCRYPTION_KEYS: 'k=' + Buffer.alloc(32).toString('base64') });
  await client.close();
  console.log(
    found.length,
    missing instanceof TeardownError && missing.type,
    parseTeardownRequest('${ARN}').ok,
    arnDigest('x').slice(0, 7),
    modelTeardownService.name,
    converter?.payloadCodecs?.length,
  );
}
void main();
`;
const EXPECTED = '0 NotFound true sha256: ModelTeardown 1';

const BACKEND_TEST = `
const { TeardownClient } = require('rekognition-teardown');
test('the client', async () => {
  const client = await TeardownClient.connect({ address: process.env['TEMPORAL_ADDRESS'] });
  await client.close();
});
`;
const compilerOptions = { target: 'es2022', strict: true, skipLibCheck: true, types: ['node'] };

describe('the package of callers, in the project of', function () {
  let folder: string;
  let tarballs: Tarballs;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'consumers-'));
    tarballs = await packPackages(folder);
    await write('package.json', '{ "name": "backend", "private": true }');
    await call('npm', [...NPM_INSTALL, tarballs.callers, ...TOOLS]);
  });
  after(() => rm(folder, { recursive: true }));

  async function write(file: string, text: string | object): Promise<void> {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof text === 'string' ? text : JSON.stringify(text));
  }
  async function call(program: string, args: readonly string[], cwd = '.', env = {}): Promise<string> {
    try {
      return (
        await run(program, args, { cwd: join(folder, cwd), env: { ...process.env, ...env } })
      ).stdout.trim();
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
    }
  }
  const node = (file: string, cwd?: string) => call('node', [file], cwd);
  const tool = (name: string, args: readonly string[], cwd?: string, env?: object) =>
    call(join(folder, 'node_modules/.bin', name), args, cwd, env);

  for (const [what, type, options] of [
    [
      'NestJS and others: "module": "commonjs"',
      'commonjs',
      { module: 'commonjs', moduleResolution: 'node10' },
    ],
    ['CommonJS with "module": "node16"', 'commonjs', { module: 'node16' }],
    ['ES modules with "module": "nodenext"', 'module', { module: 'nodenext' }],
  ] as const) {
    it(`TypeScript 5.9, ${what}`, async () => {
      const at = options.module;
      await write(`${at}/package.json`, { type });
      await write(`${at}/tsconfig.json`, {
        compilerOptions: { ...compilerOptions, ...options, esModuleInterop: true },
      });
      await write(`${at}/backend.ts`, BACKEND);
      await tool('tsc', ['-p', at]);
      assert.equal(await node('backend.js', at), EXPECTED);
    });
  }

  it('AWS Lambda: one CommonJS file of esbuild', async () => {
    await write('lambda/handler.ts', BACKEND);
    await tool('esbuild', [
      'lambda/handler.ts',
      '--bundle',
      '--platform=node',
      '--format=cjs',
      '--outfile=alone/handler.js',
    ]);
    await write('alone/package.json', { type: 'commonjs' });
    assert.equal(await node('handler.js', 'alone'), EXPECTED);
  });

  it('Jest 30', async () => {
    await write('jest/package.json', {});
    await write('jest/backend.test.js', BACKEND_TEST);
    await tool('jest', ['--rootDir', 'jest']);
  });

  it('Vitest', async () => {
    await write(
      'vitest/backend.test.js',
      BACKEND_TEST.replace(/const (.*) = require\((.*)\);/, 'import $1 from $2;'),
    );
    await tool('vitest', ['run', '--root', 'vitest', '--globals']);
  });

  it('Bun', async () => {
    await write('bun/backend.ts', BACKEND);
    const bun = join(folder, 'node_modules', BUN, 'bin/bun');
    assert.equal(await call(bun, ['backend.ts'], 'bun'), EXPECTED);
  });

  it('pnpm', async () => {
    await write('pnpm/package.json', { name: 'backend', private: true });
    await tool('pnpm', ['add', tarballs.callers, '--ignore-scripts', '--prefer-offline'], 'pnpm');
    await write('pnpm/backend.cjs', await commonJs());
    assert.equal(await node('backend.cjs', 'pnpm'), EXPECTED);
  });

  for (const linker of ['node-modules', 'pnp']) {
    it(`Yarn 4 with nodeLinker ${linker}`, async () => {
      const registry = await call('npm', ['config', 'get', 'registry']);
      const yarn = (...args: string[]) =>
        call('node', [join(folder, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js'), ...args], linker, {
          YARN_NODE_LINKER: linker,
          YARN_ENABLE_TELEMETRY: '0',
          YARN_ENABLE_SCRIPTS: '0',
          YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''),
        });
      await write(`${linker}/package.json`, { name: 'backend', private: true });
      await write(`${linker}/yarn.lock`, '');
      await yarn('add', `rekognition-teardown@file:${tarballs.callers}`, ...PEERS);
      await write(`${linker}/backend.cjs`, await commonJs());
      const out = await yarn('node', 'backend.cjs');
      assert.equal(out.split('\n').at(-1), EXPECTED);
    });
  }

  it('the oldest Temporal SDK that it supports, of which there is one copy', async () => {
    await write('oldest/package.json', { name: 'backend', private: true, type: 'module' });
    const pinned = PEERS.map((name) => `${name}@1.23.0`);
    await call(
      'npm',
      [...NPM_INSTALL, tarballs.callers, ...pinned, 'typescript@5.9.3', '@types/node@22'],
      'oldest',
    );
    await write('oldest/tsconfig.json', { compilerOptions: { ...compilerOptions, module: 'nodenext' } });
    await write('oldest/backend.ts', BACKEND);
    await tool('tsc', ['-p', 'oldest']);
    assert.equal(await node('backend.js', 'oldest'), EXPECTED);
    const copies = (await readdir(join(folder, 'oldest/node_modules'), { recursive: true })).filter((path) =>
      /@temporalio\/(client|common)\/package\.json$/.test(path),
    );
    assert.equal(copies.length, 2, copies.join(', '));
  });

  it('a backend that only starts teardowns: it installs no worker, no native code and no AWS client', () => {
    const installed = (name: string) => existsSync(join(folder, 'node_modules', name));
    assert.ok(installed('@temporalio/client'));
    const others = [
      '@temporalio/worker',
      '@temporalio/core-bridge',
      '@temporalio/testing',
      'webpack',
      '@aws-sdk',
      '@smithy',
    ];
    assert.deepEqual(others.filter(installed), []);
  });

  /** The backend as CommonJS, as tsc makes it. */
  async function commonJs(): Promise<string> {
    await write('plain/package.json', { type: 'commonjs' });
    await write('plain/backend.ts', BACKEND);
    return tool('esbuild', ['plain/backend.ts', '--platform=node', '--format=cjs']);
  }
});
