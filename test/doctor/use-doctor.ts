import assert from 'node:assert/strict';
import { CREDENTIALS } from '../support/credentials.js';
import { runCompiled } from '../support/processes/compiled-command.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

/** A line of `teardown doctor --json`. */
export interface Line {
  readonly check: string;
  readonly state: 'ok' | 'wrong' | 'notChecked';
  readonly message: string;
}

/** The command `doctor` for the worker of a harness, with a stopped model. */
export interface Doctor {
  readonly harness: Harness;
  readonly arn: string;
  environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  examine(
    args: readonly string[],
    env?: NodeJS.ProcessEnv,
  ): Promise<{
    readonly code: number | string;
    readonly lines: readonly Line[];
    readonly written: string;
    readonly of: (check: string) => Line | undefined;
  }>;
  /** Fails unless this check is the first that is wrong, by its exit code. */
  assertWrong(
    wrong: readonly [check: string, said: RegExp],
    code: number,
    env?: NodeJS.ProcessEnv,
    about?: readonly string[],
  ): ReturnType<Doctor['examine']>;
}

/** Starts the harness for the tests of the `describe` that calls this, and stops it after them. */
export function useDoctor(): Doctor {
  let harness: Harness;
  let arn: string;
  before(async () => {
    harness = await startHarness();
    arn = await harness.addModel({ status: 'STOPPED' });
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const environment: Doctor['environment'] = (env) => ({
    AWS_ENDPOINT_URL: harness.emulator.url,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    TEARDOWN_TASK_QUEUE: harness.taskQueue,
    ...env,
  });
  const examine: Doctor['examine'] = async (args, env = {}) => {
    const command = runCompiled('client/commands/main', ['doctor', ...args, '--json'], environment(env));
    const code = await command.ended;
    const lines = command.out() === '' ? [] : (JSON.parse(command.out()) as Line[]);
    const of = (check: string) => lines.find((it) => it.check === check);
    return { code, lines, of, written: command.written() };
  };
  return {
    get harness() {
      return harness;
    },
    get arn() {
      return arn;
    },
    environment,
    examine,
    async assertWrong([check, said], code, env = {}, about = [arn]) {
      const found = await examine(about, env);
      const line = found.of(check);
      assert.equal(line?.state, 'wrong', found.written);
      assert.match(line.message, said);
      assert.equal(found.code, code, found.written);
      return found;
    },
  };
}
