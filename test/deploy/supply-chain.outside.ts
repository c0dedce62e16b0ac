import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

/** Permissive, without conditions that a user of the package would have to look up. */
const LICENCES = new Set([
  'MIT',
  'Apache-2.0',
  'Apache-2.0 AND MIT',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'Unlicense',
  // Data about browsers that webpack brings along.
  'CC-BY-4.0',
]);
/** They say it in a form that npm does not read: unionfs is under the Unlicense. */
const SAY_SO_OTHERWISE = new Set(['unionfs']);

/** Where one comes from that does not say so. */
const REGISTRY = 'https://registry.npmjs.org/';

interface Locked {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly resolved?: string;
        readonly integrity?: string;
        readonly hasInstallScript?: boolean;
        readonly link?: boolean;
        readonly inBundle?: boolean;
      }
    >
  >;
}

const LOCKS = ['package-lock.json', 'scripts/api-reference/package-lock.json'];

describe('the dependencies', () => {
  const installed = LOCKS.flatMap((lock) => Object.entries((read(lock) as Locked).packages)).filter(
    ([path, it]) => path !== '' && !it.link && !it.inBundle,
  );

  it('come from the npm registry with hashes', () => {
    const others = installed.filter(
      ([, { resolved = REGISTRY, integrity }]) => !resolved.startsWith(REGISTRY) || !integrity,
    );
    assert.deepEqual(others, []);
  });

  it('run no install scripts', () => {
    const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> };
    const withScripts = installed
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    const undecided = withScripts.filter((name) => allowScripts[name] !== false && name !== 'fsevents');
    assert.deepEqual(undecided, []);
  });

  it('have permissive licenses if they are shipped', async () => {
    const { stdout } = await run('npm', ['sbom', '--omit=dev', '--sbom-format', 'cyclonedx'], {
      maxBuffer: 64 * 1024 * 1024,
    });
    const { components } = JSON.parse(stdout) as {
      components: { name: string; licenses?: { license?: { id?: string }; expression?: string }[] }[];
    };
    const others = components
      .map(({ name, licenses: [first] = [] }) => [name, first?.license?.id ?? first?.expression] as const)
      .filter(([name, licence]) => !LICENCES.has(licence ?? '') && !SAY_SO_OTHERWISE.has(name));
    assert.deepEqual(others, []);
    assert.ok(components.length > 100);
  });
});
