import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import type { TeardownProgress } from '../../contract/progress.js';
import type { Step, TeardownResult } from '../../contract/result.js';
import type { PendingCall } from '../teardown-handle.js';
import { progressLines, stepLine } from './wording.js';

/** Shows people how a teardown goes on. */
export interface View<Progress, Result> {
  /** `progress` is undefined while nobody answers. */
  show(progress: Progress | undefined, pending: PendingCall | undefined): void;
  /** Shows what is left to show, of the result or, where there is none, of how far it came, and leaves the terminal. */
  end(seen: Progress | Result | undefined): void;
}

type ModelView = View<TeardownProgress, TeardownResult>;

export const NO_ANSWER =
  'No answer at the moment. The teardown goes on as soon as its worker and Temporal can.';

export const SILENT: View<unknown, unknown> = { show: () => undefined, end: () => undefined };

/** Steps as lines that stay; under them, where it stands now, renewed in place. */
export function liveView(stream: NodeJS.WriteStream): ModelView {
  const update = createLogUpdate(stream);
  // Looks at NO_COLOR and TERM.
  const bold = (text: string) => (stream.hasColors() ? styleText('bold', text) : text);
  const print = stepPrinter((line) => {
    update.clear();
    stream.write(`${line}\n`);
  });
  return {
    show(progress, pending) {
      if (progress) print(progress.steps);
      const [heading, ...rows] = progress ? progressLines(progress, pending) : [NO_ANSWER];
      update([bold(heading ?? ''), ...rows].join('\n'));
    },
    end(seen) {
      print(seen?.steps ?? []);
      update.clear();
      update.done();
    },
  };
}

/** A line for each step, each wait that begins, and each trouble with AWS: for logs. */
export function plainView(stream: NodeJS.WritableStream): ModelView {
  let last: string | undefined;
  const say = (line: string) => {
    if (line !== last) stream.write(`${line}\n`);
    last = line;
  };
  const print = stepPrinter(say);
  let waitingFor: string | undefined;
  return {
    show(progress, pending) {
      if (!progress) return say(NO_ANSWER);
      print(progress.steps);
      if (progress.waitingFor !== waitingFor && progress.phase !== 'done') {
        say(`waiting for ${progress.waitingFor}`);
      }
      waitingFor = progress.waitingFor;
      if (pending?.inTrouble) say(`${pending.activity}, try ${pending.attempt - 1}: ${pending.lastTry}`);
    },
    end: (seen) => print(seen?.steps ?? []),
  };
}

function stepPrinter(print: (line: string) => void): (steps: readonly Step[]) => void {
  let printed = 0;
  return (steps) => {
    for (const step of steps.slice(printed)) print(stepLine(step));
    printed = Math.max(printed, steps.length);
  };
}
