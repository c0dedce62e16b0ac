// Builds the packages that are published, from dist/: one for callers, one for those who run a worker, and the emulator. No
// module is in two of them: the package of the worker depends on the other two.
//
//   tsx scripts/build-packages.ts FOLDER
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { OLDEST_SDK } from '../client/sdk-support.js';

const [, , OUT = 'build/packages'] = process.argv;
const CALLERS = 'rekognition-teardown';
const WORKER = 'rekognition-teardown-worker';
const EMULATOR = 'rekognition-emulator';

interface Manifest extends Record<string, unknown> {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const root = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { version, license, engines } = root;
const SHARED = { version, license, type: 'module', engines };

// Objects of these packages cross the API, so a backend must use the same ones.
const PEERS = ['@temporalio/client', '@temporalio/common', '@temporalio/proto', '@temporalio/envconfig'];
const PEER_RANGE = `^${OLDEST_SDK.join('.')}.0`;
/** Only for keys that AWS KMS has encrypted. */
const OPTIONAL_PEER = '@aws-sdk/client-kms';

/** The bundled workflows, with their maps in them, which a worker reads. */
const BUNDLES = ['workflow-bundle', 'workflow-bundle-encrypted'];

rmSync(OUT, { recursive: true, force: true });
const COMMONJS = join(OUT, CALLERS, 'cjs');
execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.commonjs.json', '--outDir', COMMONJS]);

/** The modules of callers, such as `client/index`: all that their entry points import. */
const ofCallers = new Set(filesIn(COMMONJS, '.js'));

function filesIn(folder: string, extension: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length));
}

/** Returns what tsc has written, without the reference to a map, which names sources that are not in the packages. */
function compiled(module: string, extension: '.js' | '.d.ts'): string {
  return readFileSync(`dist/${module}${extension}`, 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '');
}

/** Names of the packages that these modules import. */
function importsOf(texts: readonly string[]): string[] {
  const specifiers = texts.flatMap((text) =>
    [...text.matchAll(/(?:\bfrom |\bimport |\bimport\(|\bresolve\()['"]([^'"]+)['"]/g)].map(
      ([, name = '']) => name,
    ),
  );
  const names = specifiers
    .filter((name) => /^[@a-z]/.test(name) && !name.startsWith('node:'))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  return [...new Set(names)].toSorted();
}

function versionsOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const wanted = root.dependencies[name];
      if (wanted === undefined) throw new Error(`${name} is imported, and is no dependency in package.json.`);
      return [name, wanted];
    }),
  );
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function writePackage(name: string, manifest: object): void {
  write(
    join(OUT, name, 'package.json'),
    `${JSON.stringify({ name, ...SHARED, ...manifest }, undefined, 2)}\n`,
  );
  cpSync('LICENSE', join(OUT, name, 'LICENSE'));
}

/**
 * Writes compiled modules and their types to a folder, and returns the names of the packages that they import.
 *
 * @param linked returns the text of a module in that package
 */
function writeModules(
  folder: string,
  modules: readonly string[],
  linked: (module: string, text: string) => string = (_, text) => text,
): string[] {
  const texts = modules.map((module) => {
    const text = linked(module, compiled(module, '.js'));
    write(join(folder, `${module}.js`), text);
    write(join(folder, `${module}.d.ts`), linked(module, compiled(module, '.d.ts')));
    return text;
  });
  return importsOf(texts);
}

function buildCallers(): void {
  const at = join(OUT, CALLERS);
  const imported = writeModules(join(at, 'esm'), [...ofCallers]);
  write(join(at, 'cjs/package.json'), '{ "type": "commonjs" }\n');
  cpSync('contract/schemas', join(at, 'schemas'), { recursive: true });
  cpSync('README.md', join(at, 'README.md'));
  const entries = { '.': 'client', './contract': 'contract', './nexus': 'nexus', './codec': 'codec' };
  const both = (module: string) => ({
    import: { types: `./esm/${module}.d.ts`, default: `./esm/${module}.js` },
    require: { types: `./cjs/${module}.d.ts`, default: `./cjs/${module}.js` },
  });
  const own = imported.filter((name) => !PEERS.includes(name) && name !== OPTIONAL_PEER);
  writePackage(CALLERS, {
    sideEffects: false,
    description: 'Client of the Temporal workflow that tears down Amazon Rekognition Custom Labels models',
    exports: {
      ...Object.fromEntries(Object.entries(entries).map(([key, folder]) => [key, both(`${folder}/index`)])),
      './schemas/*.json': './schemas/*.json',
      './internal/*.js': { types: './esm/*.d.ts', default: './esm/*.js' },
      './package.json': './package.json',
    },
    // TypeScript that resolves modules as Node.js 10 did, as with "module": "commonjs", does not read "exports".
    main: './cjs/client/index.js',
    types: './cjs/client/index.d.ts',
    typesVersions: {
      '*': Object.fromEntries(
        ['contract', 'nexus', 'codec'].map((folder) => [folder, [`./cjs/${folder}/index.d.ts`]]),
      ),
    },
    files: ['esm', 'cjs', 'schemas'],
    dependencies: versionsOf(own),
    peerDependencies: {
      ...Object.fromEntries(PEERS.map((name) => [name, PEER_RANGE])),
      [OPTIONAL_PEER]: '^3.0.0',
    },
    peerDependenciesMeta: { [OPTIONAL_PEER]: { optional: true } },
  });
}

function buildWorker(): void {
  const at = join(OUT, WORKER);
  const modules = filesIn('dist', '.d.ts').filter(
    (module) => !ofCallers.has(module) && !module.startsWith('emulator/'),
  );
  const imported = writeModules(join(at, 'dist'), modules, withCallersOf);
  // The worker's playground starts the emulator as a process, by the name of its file.
  write(join(at, 'dist/emulator/main.js'), `import '${EMULATOR}/main';\n`);
  for (const bundle of BUNDLES) cpSync(`dist/${bundle}.js`, join(at, 'dist', `${bundle}.js`));
  const dependencies = versionsOf(imported.filter((name) => name !== CALLERS));
  const peers = versionsOf([...PEERS, OPTIONAL_PEER]);
  writePackage(WORKER, {
    description: 'Worker, codec server and command line of rekognition-teardown',
    bin: {
      teardown: 'dist/client/commands/main.js',
      'teardown-worker': 'dist/worker/main.js',
      'teardown-codec-server': 'dist/codec/main.js',
    },
    exports: {
      '.': { types: './dist/worker/index.d.ts', default: './dist/worker/index.js' },
      './package.json': './package.json',
    },
    files: ['dist'],
    dependencies: { [CALLERS]: version, [EMULATOR]: version, ...peers, ...dependencies },
  });
}

function buildEmulator(): void {
  const at = join(OUT, EMULATOR);
  writeModules(
    at,
    filesIn('dist/emulator', '.d.ts').map((name) => `emulator/${name}`),
  );
  cpSync('emulator/README.md', join(at, 'README.md'));
  writePackage(EMULATOR, {
    description:
      "Amazon Rekognition's control plane for Custom Labels models over HTTP, for tests and local runs",
    bin: { [EMULATOR]: 'emulator/main.js' },
    exports: {
      '.': { types: './emulator/emulator.d.ts', default: './emulator/emulator.js' },
      './main': './emulator/main.js',
      './package.json': './package.json',
    },
    files: ['emulator'],
  });
}

/** Returns the text with imports from the other package in place of those of its modules. */
function withCallersOf(module: string, text: string): string {
  return text.replaceAll(
    /((?:\bfrom |\bimport |\bimport\())(['"])(\.{1,2}\/[^'"]+)\.js\2/g,
    (all, before, quote, path) => {
      const target = posix.join(posix.dirname(module), String(path));
      return ofCallers.has(target) ? `${before}${quote}${CALLERS}/internal/${target}.js${quote}` : all;
    },
  );
}

buildCallers();
buildWorker();
buildEmulator();
