// Judges a campaign by AWS's side of it alone. It shares no code with the workflows.
import type { Call } from '../../emulator/emulator.js';
import type { Case } from './case.js';
import type { Journal, Named } from './journal.js';
import { judgeModel } from './model-oracle.js';
import { judgeProject } from './project-oracle.js';

/** The rules that were broken by those that have ended so far, a line each. */
export function judgeSoFar(journal: Journal): string[] {
  const ended = new Set(journal.ends.map(({ arn }) => arn));
  return judge(journal, (arn) => ended.has(arn));
}

/** The rules that were broken, a line each. */
export function judge(journal: Journal, isDue: (arn: string) => boolean = () => true): string[] {
  const calls = byArn(journal.calls);
  const ends = new Map(journal.ends.map((end) => [end.arn, end]));
  const due = (all: ReadonlyMap<string, Named>): Case[] =>
    [...all]
      .filter(([arn]) => isDue(arn))
      .map(([arn, named]) => ({
        arn,
        named,
        calls: calls.get(arn) ?? [],
        // What is said of a project is said of all its models, those included that were not there yet.
        acts: journal.acts.filter((it) => it.arn === arn || it.arn === named.projectArn),
        end: ends.get(arn),
      }));
  const leftIn = (projectArn: string) =>
    [...journal.models].flatMap(([arn, named]) =>
      named.projectArn === projectArn && ends.get(arn)?.status !== undefined ? [arn] : [],
    );
  return [
    ...touchedUnnamed(journal),
    ...due(journal.models).flatMap(judgeModel),
    ...due(journal.projects).flatMap((it) => judgeProject(it, leftIn(it.arn))),
  ];
}

/** The calls that name a resource, by each that they name. */
function byArn(calls: readonly Call[]): Map<string, Call[]> {
  const all = new Map<string, Call[]>();
  for (const call of calls) {
    for (const arn of call.input.match(/arn:aws:rekognition:[^"]+/g) ?? []) {
      const those = all.get(arn);
      if (those) those.push(call);
      else all.set(arn, [call]);
    }
  }
  return all;
}

function touchedUnnamed({ calls, models, projects }: Journal): string[] {
  return calls.flatMap(({ operation, input }) => {
    if (!/^(Stop|Delete|Start)/.test(operation)) return [];
    const { ProjectVersionArn, ProjectArn, DatasetArn } = JSON.parse(input) as Record<string, string>;
    const isNamed =
      (ProjectVersionArn !== undefined && models.has(ProjectVersionArn)) ||
      (ProjectArn !== undefined && projects.has(ProjectArn)) ||
      (DatasetArn !== undefined && [...projects.keys()].some((arn) => isIn(arn, DatasetArn)));
    return isNamed ? [] : [`${operation} of what nobody named: ${input}`];
  });
}

/** A dataset's ARN begins as that of its project does, without the timestamp. */
function isIn(projectArn: string, datasetArn: string): boolean {
  return datasetArn.startsWith(`${projectArn.slice(0, projectArn.lastIndexOf('/'))}/dataset/`);
}
