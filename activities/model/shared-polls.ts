import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Asked, Basis, LocatedModel } from '../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';
import type { Sighting } from '../../contract/model/description.js';
import type { AwsAccess } from '../aws/access.js';
import { whileBeating } from '../aws/call.js';
import { ownFailure } from '../aws/errors.js';
import { foundIn } from './describe-model.js';
import { describeVersions, type Versions } from './describe-versions.js';
import { modelOf } from './model-arn.js';

/** Polls that are due at the same time arrive within this time, in milliseconds, and share one request. */
const GATHERING_MS = 50;
/** How long other polls may use an answer after AWS was asked, in milliseconds. */
const FRESH_MS = 2_000;
/** How long after its due time a poll is still expected, in milliseconds. */
const GRACE_MS = 60_000;

export interface LookTerms {
  /** When the poll was due by the server's clock, in epoch milliseconds. */
  readonly dueAt: number;
  /** Answers to earlier requests are not used. Epoch milliseconds of the server's clock. */
  readonly notBefore: number;
  /** Time until the next poll of the model, in milliseconds. */
  readonly againInMs: number;
  readonly retryDelayMs: number;
}

/** Polls models that teardowns wait for. Models of one project share DescribeProjectVersions calls. */
export interface ProjectWatch {
  /** `readAt`: when AWS was asked, which another poll may have done. `askedAt`: when that one was due. */
  look(aws: AwsAccess, model: LocatedModel, terms: LookTerms): Promise<Sighting & Basis & Asked>;
}

interface Listing {
  /** Undefined if all models of the project are listed. */
  readonly only: ProjectVersionArn | undefined;
  readonly versions: Promise<Versions>;
  /** When the poll that sent the request was due. */
  readonly dueAt: number;
  /** When AWS was asked, by this machine's clock, once it has answered. */
  askedAt?: number;
}

interface Watched {
  /** The models that are being polled, each until its timer fires. */
  readonly models: Map<ProjectVersionArn, NodeJS.Timeout>;
  gathering?: Promise<void>;
  listing?: Listing;
}

export function createProjectWatch(): ProjectWatch {
  const projects = new Map<ProjectArn, Watched>();

  const expect = ({ projectArn, projectVersionArn }: LocatedModel, againInMs: number): Watched => {
    const watched: Watched = projects.get(projectArn) ?? { models: new Map() };
    const forget = () => {
      watched.models.delete(projectVersionArn);
      if (watched.models.size === 0) projects.delete(projectArn);
    };
    clearTimeout(watched.models.get(projectVersionArn));
    watched.models.set(projectVersionArn, setTimeout(forget, againInMs + GRACE_MS).unref());
    projects.set(projectArn, watched);
    return watched;
  };

  return {
    look: (aws, model, terms) =>
      whileBeating(async () => {
        const watched = expect(model, terms.againInMs);
        if (watched.models.size > 1) await gathered(watched);
        return lookIn(watched, aws, model, terms);
      }),
  };
}

function gathered(watched: Watched): Promise<void> {
  return (watched.gathering ??= sleep(GATHERING_MS).finally(() => delete watched.gathering));
}

async function lookIn(
  watched: Watched,
  aws: AwsAccess,
  model: LocatedModel,
  terms: LookTerms,
): Promise<Sighting & Basis & Asked> {
  const { projectVersionArn } = model;
  const listing = usable(watched.listing, projectVersionArn, terms) ?? list(watched, aws, model, terms);
  try {
    const versions = await listing.versions;
    const sighting = await foundIn(versions, aws, model);
    return { ...sighting, readAt: versions.since, askedAt: listing.dueAt };
  } catch (error) {
    if (watched.listing === listing) delete watched.listing;
    // An error that is not a failure is the cancellation of the poll that sent the request, which may be another one.
    if (error instanceof ApplicationFailure) throw ownFailure(error, terms.retryDelayMs);
    if (Context.current().cancellationSignal.aborted) throw error;
    return lookIn(watched, aws, model, terms);
  }
}

function usable(
  listing: Listing | undefined,
  arn: ProjectVersionArn,
  { notBefore }: LookTerms,
): Listing | undefined {
  if (listing === undefined || (listing.only !== undefined && listing.only !== arn)) return undefined;
  if (listing.dueAt < notBefore) return undefined;
  const { askedAt } = listing;
  // Not by when they were due: a poll runs late if no slot was free, or after the machine was suspended.
  return askedAt === undefined || Math.abs(Date.now() - askedAt) < FRESH_MS ? listing : undefined;
}

function list(watched: Watched, aws: AwsAccess, model: LocatedModel, terms: LookTerms): Listing {
  const { projectArn, projectVersionArn } = model;
  const only = watched.models.size === 1 ? projectVersionArn : undefined;
  const { versionName } = modelOf(projectVersionArn);
  const versions = describeVersions(aws, projectArn, only && versionName, terms);
  const listing: Listing = { only, versions, dueAt: terms.dueAt };
  watched.listing = listing;
  void versions.then(({ since }) => (listing.askedAt = since)).catch(() => undefined);
  return listing;
}
