import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import type { PendingCall } from '../teardown-handle.js';

/** Shows people how a teardown goes on. */
export interface View<Progress, Result> {
  /** `progress` is undefined while nobody answers. */
  show(progress: Progress | undefined, pending: PendingCall | undefined): void;
  /** Shows what is left to show, of the result or, where there is none, of how far it came, and leaves the terminal. */
  end(seen: Progress | Result | undefined): void;
}

/** What a view says of one kind of teardown. */
export interface Story<Progress, Result> {
  /** A line that stays, for each thing that is done; given all that is done each time, it tells what is new. */
  readonly teller: (print: (line: string) => void) => (seen: Progress | Result) => void;
  /** Where it stands now: a heading, and rows. */
  readonly linesOf: (progress: Progress, pending: PendingCall | undefined) => readonly string[];
}

export const NO_ANSWER =
  'No answer at the moment. The teardown goes on as soon as its worker and Temporal can.';

export const SILENT: View<unknown, unknown> = { show: () => undefined, end: () => undefined };

interface Waiting {
  readonly phase: string;
  readonly waitingFor: string;
}

export function viewOn<Progress extends Waiting, Result>(
  stream: NodeJS.WriteStream,
  story: Story<Progress, Result>,
): View<Progress, Result> {
  return stream.isTTY ? liveView(stream, story) : plainView(stream, story);
}

/** What is done as lines that stay; under them, where it stands now, renewed in place. */
function liveView<Progress, Result>(
  stream: NodeJS.WriteStream,
  { teller, linesOf }: Story<Progress, Result>,
): View<Progress, Result> {
  const update = createLogUpdate(stream);
  // Looks at NO_COLOR and TERM.
  const bold = (text: string) => (stream.hasColors() ? styleText('bold', text) : text);
  const tell = teller((line) => {
    update.clear();
    stream.write(`${line}\n`);
  });
  return {
    show(progress, pending) {
      if (progress) tell(progress);
      const [heading, ...rows] = progress ? linesOf(progress, pending) : [NO_ANSWER];
      update([bold(heading ?? ''), ...rows].join('\n'));
    },
    end(seen) {
      if (seen) tell(seen);
      update.clear();
      update.done();
    },
  };
}

/** A line for each thing that is done, each wait that begins, and each trouble with AWS: for logs. */
function plainView<Progress extends Waiting, Result>(
  stream: NodeJS.WritableStream,
  { teller }: Story<Progress, Result>,
): View<Progress, Result> {
  let last: string | undefined;
  const say = (line: string) => {
    if (line !== last) stream.write(`${line}\n`);
    last = line;
  };
  const tell = teller(say);
  let waitingFor: string | undefined;
  return {
    show(progress, pending) {
      if (!progress) return say(NO_ANSWER);
      tell(progress);
      if (progress.waitingFor !== waitingFor && progress.phase !== 'done') {
        say(`waiting for ${progress.waitingFor}`);
      }
      waitingFor = progress.waitingFor;
      if (pending?.inTrouble) say(`${pending.activity}, try ${pending.attempt - 1}: ${pending.lastTry}`);
    },
    end(seen) {
      if (seen) tell(seen);
    },
  };
}
