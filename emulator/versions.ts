import { inUse, invalidParameter, limitExceeded, notFound } from './errors.js';
import { page, type PageRequest } from './pages.js';
import { isOf, ownProject, refuseStrangers, type Context } from './context.js';
import type { Version } from './store.js';
import { statusAt } from './timeline.js';

// "Concurrently running models", default quota per account and Region.
const MOST_RUNNING = 2;
const STARTABLE = ['TRAINING_COMPLETED', 'STOPPED', 'COPYING_COMPLETED'];
// "You can't delete a project version if it is running or if it is training." The moving statuses are inferred.
const BUSY = ['TRAINING_IN_PROGRESS', 'STARTING', 'RUNNING', 'STOPPING', 'DELETING', 'COPYING_IN_PROGRESS'];

interface VersionInput {
  readonly ProjectVersionArn: string;
}

interface DescribeProjectVersionsInput extends PageRequest {
  readonly ProjectArn: string;
  readonly VersionNames?: readonly string[] | null;
}

export function describeProjectVersions(context: Context, input: DescribeProjectVersionsInput) {
  const { store, readAt } = context;
  ownProject(context, input.ProjectArn);
  const versions = store
    .versionsOf(input.ProjectArn, readAt)
    .filter(({ name }) => !input.VersionNames || input.VersionNames.includes(name));
  const { items, next } = page(versions, input, 100);
  return { ProjectVersionDescriptions: items.map((version) => describe(version, readAt)), ...next };
}

function describe(version: Version, at: number) {
  return {
    ProjectVersionArn: version.arn,
    CreationTimestamp: version.createdAt / 1000,
    Status: statusAt(version.timeline, at),
    ...(version.feature === 'CUSTOM_LABELS' ? {} : { Feature: version.feature }),
    MinInferenceUnits: version.minInferenceUnits,
    MaxInferenceUnits: version.maxInferenceUnits,
    ...version.described,
  };
}

interface StartInput extends VersionInput {
  readonly MinInferenceUnits: number;
  readonly MaxInferenceUnits?: number | null;
}

export function startProjectVersion(context: Context, input: StartInput) {
  const { store, now, accountId, region } = context;
  const version = ownVersion(context, input.ProjectVersionArn);
  customLabelsOnly(version);
  if (!STARTABLE.includes(status(context, version))) throw inUse();
  const running = [...store.versions.values()].filter(
    (it) => isOf(it.arn, accountId, region) && ['STARTING', 'RUNNING'].includes(status(context, it)),
  );
  if (running.length >= MOST_RUNNING) throw limitExceeded('The number of running models is at its limit.');
  version.minInferenceUnits = input.MinInferenceUnits;
  version.maxInferenceUnits = input.MaxInferenceUnits ?? undefined;
  store.set(version, 'STARTING', now);
  return { Status: 'STARTING' };
}

export function stopProjectVersion(context: Context, { ProjectVersionArn }: VersionInput) {
  const version = ownVersion(context, ProjectVersionArn);
  customLabelsOnly(version);
  if (status(context, version) !== 'RUNNING') throw inUse();
  context.store.set(version, 'STOPPING', context.now);
  return { Status: 'STOPPING' };
}

export function deleteProjectVersion(context: Context, { ProjectVersionArn }: VersionInput) {
  const version = ownVersion(context, ProjectVersionArn);
  if (BUSY.includes(status(context, version))) throw inUse();
  context.store.set(version, 'DELETING', context.now);
  return { Status: 'DELETING' };
}

interface CopyInput {
  readonly SourceProjectArn: string;
  readonly SourceProjectVersionArn: string;
  readonly DestinationProjectArn: string;
  readonly VersionName: string;
  readonly OutputConfig: unknown;
  readonly KmsKeyId?: string | null;
  readonly Tags?: Readonly<Record<string, string>> | null;
}

export function copyProjectVersion(context: Context, input: CopyInput) {
  const { store, now } = context;
  const source = ownVersion(context, input.SourceProjectVersionArn);
  const destination = ownProject(context, input.DestinationProjectArn);
  customLabelsOnly(source);
  if (source.projectArn !== input.SourceProjectArn) {
    throw invalidParameter('The version is not the source project’s.');
  }
  if (store.versionsOf(destination.arn, now).some(({ name }) => name === input.VersionName)) throw inUse();
  const arn = `${destination.arn.slice(0, destination.arn.lastIndexOf('/'))}/version/${input.VersionName}/${now}`;
  store.versions.set(arn, {
    arn,
    name: input.VersionName,
    projectArn: destination.arn,
    feature: 'CUSTOM_LABELS',
    createdAt: now,
    timeline: [{ at: now, status: 'COPYING_IN_PROGRESS' }, ...store.natural('COPYING_IN_PROGRESS', now)],
    tags: input.Tags ?? {},
    described: {
      SourceProjectVersionArn: source.arn,
      OutputConfig: input.OutputConfig,
      KmsKeyId: input.KmsKeyId ?? undefined,
    },
  });
  return { ProjectVersionArn: arn };
}

function ownVersion(context: Context, arn: string): Version {
  refuseStrangers(context, arn);
  const version = context.store.version(arn, context.now);
  if (!version) throw notFound(arn);
  return version;
}

function customLabelsOnly({ feature }: Version): void {
  if (feature !== 'CUSTOM_LABELS') throw invalidParameter('This operation applies only to Custom Labels.');
}

function status({ now }: Context, version: Version): string {
  return statusAt(version.timeline, now) ?? 'GONE';
}
