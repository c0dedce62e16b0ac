import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';

/** How a test ended, as a line of JSON in the file that TEST_REPORT names. */
export interface TestEnd {
  readonly file: string;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  /** Why it failed, with the stack, and what caused it. */
  readonly error?: string;
}

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/** Mocha's own `spec`, which writes a report for programs besides: see scripts/count-tests.ts. */
// oxlint-disable-next-line import/no-default-export -- mocha takes a reporter by it
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const report = process.env['TEST_REPORT'];
    if (report === undefined) return;
    const note =
      (state: TestEnd['state']) => (test: Mocha.Test, error?: Error & { readonly file?: string }) => {
        // Of a process that ended without a word, only the error knows what it ran.
        const file = relative(process.cwd(), test.file ?? error?.file ?? '');
        const ended = { file, title: test.fullTitle(), state, ms: test.duration ?? 0 };
        const end: TestEnd = error === undefined ? ended : { ...ended, error: explain(error) };
        appendFileSync(report, `${JSON.stringify(end)}\n`);
      };
    runner.on(EVENT_TEST_PASS, note('passed'));
    runner.on(EVENT_TEST_FAIL, note('failed'));
    runner.on(EVENT_TEST_PENDING, note('skipped'));
  }
}

/** Mocha's other processes send a cause as a plain object, and only if it is enumerable, as Temporal's are. */
function explain({ stack, message, cause }: Error): string {
  const own = stack ?? message;
  const isError = typeof cause === 'object' && cause !== null && 'message' in cause;
  return isError ? `${own}\ncaused by ${explain(cause as Error)}` : own;
}
