import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Those that come with the supported versions of Node.js. */
const NPM_VERSIONS = ['10.9.9', '11.21.2'];
const HOOKS = ['preinstall', 'install', 'postinstall'];

/** Without the settings that an npm which runs these tests passes on to what it starts. */
const ENV = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name)));

describe('a dependency with install scripts', function () {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'install-scripts-'));
    const source = join(folder, 'source');
    await mkdir(source);
    const scripts: Record<string, string> = {};
    for (const hook of HOOKS) scripts[hook] = `node -e "fs.writeFileSync('${hook}-ran', '')"`;
    await writeFile(
      join(source, 'package.json'),
      JSON.stringify({ name: 'meddler', version: '1.0.0', scripts }),
    );
    await run('npm', ['pack', '--pack-destination', folder], { cwd: source, env: ENV });
  });
  after(() => rm(folder, { recursive: true }));

  /** The scripts that have run once a project is installed from its lock file. */
  async function ranOn(npmVersion: string, { ourSettings }: { readonly ourSettings: boolean }) {
    const project = await mkdtemp(join(folder, 'project-'));
    const npm = (...args: string[]) =>
      run('npx', ['--yes', `npm@${npmVersion}`, ...args, '--offline'], { cwd: project, env: ENV });
    const dependencies = { meddler: 'file:../meddler-1.0.0.tgz' };
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, dependencies }));
    const settings = fileURLToPath(new URL('../../.npmrc', import.meta.url));
    if (ourSettings && existsSync(settings)) await copyFile(settings, join(project, '.npmrc'));
    await npm('install', '--package-lock-only');
    await npm('ci');
    const installed = join(project, 'node_modules', 'meddler');
    assert.ok(existsSync(join(installed, 'package.json')));
    return HOOKS.filter((hook) => existsSync(join(installed, `${hook}-ran`)));
  }

  for (const npmVersion of NPM_VERSIONS) {
    it(`is installed by npm ${npmVersion} without running them`, async () => {
      // By default this npm does run them: otherwise this test would show nothing.
      assert.deepEqual(await ranOn(npmVersion, { ourSettings: false }), HOOKS);
      assert.deepEqual(await ranOn(npmVersion, { ourSettings: true }), []);
    });
  }
});
