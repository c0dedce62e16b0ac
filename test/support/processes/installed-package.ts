import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packPackages } from './built-packages.js';
import { startCommand, type Command } from './compiled-command.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A folder of somebody else's, with our packages installed from their tarballs and nothing else of ours. */
export interface InstalledPackage {
  readonly folder: string;
  write(file: string, text: string): Promise<void>;
  /** Compiles the TypeScript files there, strictly; fails with the compiler's words. */
  compile(): Promise<void>;
  /** Runs a program there and returns what it wrote. */
  run(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>;
  /** Starts a program there that goes on. */
  start(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Command;
  remove(): Promise<void>;
}

/** @param besides what else is installed, as npm names it */
export async function installPackage(...besides: readonly string[]): Promise<InstalledPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'rekognition-teardown-'));
  const here = (env: NodeJS.ProcessEnv = {}) => {
    const path = [join(folder, 'node_modules', '.bin'), env['PATH'] ?? process.env['PATH']].join(delimiter);
    return { ...process.env, ...env, PATH: path };
  };
  // Scripts would build anew what is built, and the package must not need any where it is installed.
  const npm = (...args: string[]) => run('npm', [...args, '--ignore-scripts'], { cwd: folder });
  const write = (file: string, text: string) => writeFile(join(folder, file), text);
  await write('package.json', '{ "name": "somebody-elses", "private": true, "type": "module" }');
  const { callers, worker, emulator } = await packPackages(folder);
  await npm('install', '--no-audit', '--no-fund', '--prefer-offline', callers, worker, emulator, ...besides);
  return {
    folder,
    write,
    async compile() {
      const compilerOptions = { module: 'nodenext', target: 'es2022', strict: true, skipLibCheck: true };
      await write(
        'tsconfig.json',
        JSON.stringify({ compilerOptions: { ...compilerOptions, types: ['node'] } }),
      );
      try {
        await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);
      } catch (error) {
        throw new Error((error as { stdout: string }).stdout, { cause: error });
      }
    },
    run: async (program, args, env) =>
      (await run(program, args, { cwd: folder, env: here(env), maxBuffer: 64 * 1024 * 1024 })).stdout,
    start: (program, args, env) => startCommand(program, args, here(env), folder),
    remove: () => rm(folder, { recursive: true }),
  };
}
