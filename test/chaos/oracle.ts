// Judges a campaign by AWS's side of it alone, against the sixteen rules of docs/. It shares no code with the workflows.
import type { Call } from '../../emulator/emulator.js';
import { statusAt } from '../../emulator/timeline.js';
import type { Case } from './case.js';
import type { Journal, Named } from './journal.js';
import { judgeModel } from './model-oracle.js';
import { judgeProject } from './project-oracle.js';
import { judgeQuota } from './quota-oracle.js';
import { judgeRecords, keptIn } from './record-rules.js';

/** The rules that were broken by those that have ended so far, a line each. */
export function judgeSoFar(journal: Journal): string[] {
  const ended = new Set(journal.ends.map(({ arn }) => arn));
  return judge(journal, (arn) => ended.has(arn));
}

/** The rules that were broken, a line each. */
export function judge(journal: Journal, isDue: (arn: string) => boolean = () => true): string[] {
  const calls = byArn(journal.calls);
  const ends = new Map(journal.ends.map((end) => [end.arn, end]));
  const { readLagMs, troubles } = journal;
  const due = (all: ReadonlyMap<string, Named>): Case[] =>
    [...all]
      .filter(([arn]) => isDue(arn))
      .map(([arn, named]) => ({
        arn,
        named,
        calls: calls.get(arn) ?? [],
        projectCalls: calls.get(named.projectArn) ?? [],
        // What is said of a project is said of all its models, those included that were not there yet.
        acts: journal.acts.filter((it) => it.arn === arn || it.arn === named.projectArn),
        end: ends.get(arn),
        troubles,
        readLagMs,
      }));
  // When the project's run ended: a model whose own teardown failed may have been deleted by somebody since.
  const leftIn = (projectArn: string) =>
    [...journal.models].flatMap(([arn, named]) => {
      const status = statusAt(ends.get(arn)?.timeline ?? [], ends.get(projectArn)?.at ?? Infinity);
      return named.projectArn !== projectArn || status === undefined || status === 'GONE' ? [] : [arn];
    });
  const newsOf = (arn: string) =>
    journal.news.flatMap(({ projectVersionArn, type }) => (projectVersionArn === arn ? [type] : []));
  const kept = keptIn(journal);
  return [
    ...touchedUnnamed(journal),
    ...judgeRecords(journal),
    ...askedForOneFeature(journal),
    ...judgeQuota(journal.calls),
    ...due(journal.models).flatMap((it) => judgeModel(it, newsOf(it.arn), kept)),
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
    return isNamed ? [] : [`rule 1: ${operation} of what nobody named: ${input}`];
  });
}

function askedForOneFeature({ calls }: Journal): string[] {
  const bad = calls.find(({ operation, input }) => {
    if (operation !== 'DescribeProjects') return false;
    const { Features = [] } = JSON.parse(input) as { readonly Features?: readonly string[] };
    return Features.length < 2;
  });
  return bad ? [`rule 4: DescribeProjects without both features: ${bad.input}`] : [];
}

/** A dataset's ARN begins as that of its project does, without the timestamp. */
function isIn(projectArn: string, datasetArn: string): boolean {
  return datasetArn.startsWith(`${projectArn.slice(0, projectArn.lastIndexOf('/'))}/dataset/`);
}
