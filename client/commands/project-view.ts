import { createLogUpdate } from 'log-update';
import type { ModelRow, ProjectProgress, ProjectResult } from '../../contract/project-result.js';
import { projectProgressLines, rowLine } from './project-wording.js';
import { NO_ANSWER, type View } from './views.js';

type ProjectView = View<ProjectProgress, ProjectResult>;

/** A line that stays for every model that is done; under them, those at work, renewed in place. */
export function liveProjectView(stream: NodeJS.WriteStream): ProjectView {
  const update = createLogUpdate(stream);
  const print = rowPrinter((line) => {
    update.clear();
    stream.write(`${line}\n`);
  });
  return {
    show(progress) {
      if (progress) print(progress.models);
      update((progress ? projectProgressLines(progress) : [NO_ANSWER]).join('\n'));
    },
    end(seen) {
      print(seen?.models ?? []);
      update.clear();
      update.done();
    },
  };
}

/** A line for every model that is done, and for each wait that begins: for logs. */
export function plainProjectView(stream: NodeJS.WritableStream): ProjectView {
  let said: string | undefined;
  const say = (line: string) => {
    if (line !== said) stream.write(`${line}\n`);
    said = line;
  };
  const print = rowPrinter(say);
  let waitingFor: string | undefined;
  return {
    show(progress) {
      if (!progress) return say(NO_ANSWER);
      print(progress.models);
      if (progress.waitingFor !== waitingFor && progress.phase !== 'done') {
        say(`waiting for ${progress.waitingFor}`);
      }
      waitingFor = progress.waitingFor;
    },
    end: (seen) => print(seen?.models ?? []),
  };
}

function rowPrinter(print: (line: string) => void): (rows: readonly ModelRow[]) => void {
  const printed = new Set<string>();
  return (rows) => {
    for (const row of rows) {
      const { state, projectVersionArn } = row;
      if (state === 'waiting' || state === 'running' || printed.has(projectVersionArn)) continue;
      printed.add(projectVersionArn);
      print(rowLine(row));
    }
  };
}
