import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import type { PendingCall } from '../pending-call.js';
import { inOneLine } from './printable.js';

/** Shows the progress of a teardown to people. */
export interface View<Progress, Result> {
  show(progress: Progress, pending: PendingCall | undefined): void;
  /** Shows in one sentence why there is no progress. */
  showNone(why: string): void;
  /** Shows the remaining steps, of the result or else of the last progress, and releases the terminal. */
  end(seen: Progress | Result | undefined): void;
}

/** How a view renders one kind of teardown. */
export interface Renderer<Progress, Result> {
  /** Creates a function that prints one permanent line for each step or model that was not printed before. */
  readonly reporter: (print: (line: string) => void) => (seen: Progress | Result) => void;
  /** Returns the current state: a heading, and rows. */
  readonly linesOf: (progress: Progress, pending: PendingCall | undefined) => readonly string[];
}

export const SILENT: View<unknown, unknown> = {
  show: () => undefined,
  showNone: () => undefined,
  end: () => undefined,
};

interface Waiting {
  readonly phase: string;
  readonly waitingFor: string;
}

export function viewOn<Progress extends Waiting, Result>(
  stream: NodeJS.WriteStream,
  renderer: Renderer<Progress, Result>,
): View<Progress, Result> {
  return stream.isTTY ? liveView(stream, renderer) : plainView(stream, renderer);
}

/** Prints finished steps as permanent lines, and the current state below them, updated in place. */
function liveView<Progress, Result>(
  stream: NodeJS.WriteStream,
  { reporter, linesOf }: Renderer<Progress, Result>,
): View<Progress, Result> {
  const update = createLogUpdate(stream);
  // Honors NO_COLOR and TERM.
  const bold = (text: string) => (stream.hasColors() ? styleText('bold', text) : text);
  const report = reporter((line) => {
    update.clear();
    stream.write(`${inOneLine(line)}\n`);
  });
  return {
    show(progress, pending) {
      report(progress);
      const [heading, ...rows] = linesOf(progress, pending).map(inOneLine);
      update([bold(heading ?? ''), ...rows].join('\n'));
    },
    showNone(why) {
      update(bold(inOneLine(why)));
    },
    end(seen) {
      if (seen) report(seen);
      update.clear();
      update.done();
    },
  };
}

/** Prints a line for each finished step, each new wait, and each failed AWS call: for logs. */
function plainView<Progress extends Waiting, Result>(
  stream: NodeJS.WritableStream,
  { reporter }: Renderer<Progress, Result>,
): View<Progress, Result> {
  let last: string | undefined;
  const say = (line: string) => {
    if (line !== last) stream.write(`${inOneLine(line)}\n`);
    last = line;
  };
  const report = reporter(say);
  let waitingFor: string | undefined;
  return {
    show(progress, pending) {
      report(progress);
      if (progress.waitingFor !== waitingFor && progress.phase !== 'done') {
        say(`waiting for ${progress.waitingFor}`);
      }
      waitingFor = progress.waitingFor;
      if (pending?.failing) say(`${pending.activity}, attempt ${pending.attempt - 1}: ${pending.lastTry}`);
    },
    showNone: say,
    end(seen) {
      if (seen) report(seen);
    },
  };
}
