/** The ARN of one model (AWS: project version), creation timestamp included. */
export type ProjectVersionArn = string & { readonly brand: 'ProjectVersionArn' };
/** The ARN of a project. It has its own timestamp, so it can't be derived from a model's ARN. */
export type ProjectArn = string & { readonly brand: 'ProjectArn' };

export interface ProjectVersionName {
  readonly arn: ProjectVersionArn;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly projectName: string;
  readonly versionName: string;
}

export interface ProjectName {
  readonly arn: ProjectArn;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly projectName: string;
}

// Both patterns are the service model's own (botocore, rekognition/2016-06-27), with groups added.
// Names may be literally "version" or "dataset", so every part is read by its place between the slashes.
const PREFIX = 'arn:([a-z\\d-]+):rekognition:([a-z\\d-]+):(\\d{12}):project/([a-zA-Z0-9_.\\-]{1,255})';
export const PROJECT_VERSION_ARN = new RegExp(`^${PREFIX}/version/([a-zA-Z0-9_.\\-]{1,255})/[0-9]+$`);
export const PROJECT_ARN = new RegExp(`^${PREFIX}/[0-9]+$`);
/** The name of a Region, of the European Sovereign Cloud (`eusc-de-east-1`) too. */
export const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d$/;
/** Maximum length of an ARN in the API, in characters. */
export const MAX_ARN_LENGTH = 2048;

/** Returns the parts of a model's ARN, or undefined if `value` is not one. */
export function parseProjectVersionArn(value: string): ProjectVersionName | undefined {
  const match = value.length <= MAX_ARN_LENGTH ? PROJECT_VERSION_ARN.exec(value) : null;
  if (!match) return undefined;
  const [arn, partition, region, accountId, projectName, versionName] = match as unknown as MatchOf<5>;
  return { arn: arn as ProjectVersionArn, partition, region, accountId, projectName, versionName };
}

/** Matches the owner in the ARNs of projects, and of their models and datasets. */
const OWNED = new RegExp(`^${PREFIX}/`);

/** Returns the account, Region and project name in the ARN of a project, model or dataset. */
export function ownerOf(
  arn: string,
): { readonly accountId: string; readonly region: string; readonly projectName: string } | undefined {
  const match = OWNED.exec(arn);
  if (!match) return undefined;
  const [, , region, accountId, projectName] = match as unknown as MatchOf<4>;
  return { accountId, region, projectName };
}

/** Returns the parts of a project's ARN, or undefined if `value` is not one. */
export function parseProjectArn(value: string): ProjectName | undefined {
  const match = value.length <= MAX_ARN_LENGTH ? PROJECT_ARN.exec(value) : null;
  if (!match) return undefined;
  const [arn, partition, region, accountId, projectName] = match as unknown as MatchOf<4>;
  return { arn: arn as ProjectArn, partition, region, accountId, projectName };
}

/** Returns whether a project could contain a model: same partition, Region, account and project name. */
export function couldHold(project: ProjectName, model: ProjectVersionName): boolean {
  return (
    project.partition === model.partition &&
    project.region === model.region &&
    project.accountId === model.accountId &&
    project.projectName === model.projectName
  );
}

// Every group of both patterns takes part in every match, which the type of exec() can't say.
type MatchOf<N extends 4 | 5> = N extends 5
  ? [string, string, string, string, string, string]
  : [string, string, string, string, string];

/** Returns `PROJECT/VERSION`, cut to 120 characters: Temporal limits summaries to 200 bytes, and two names can have 510. */
export function shortName(arn: ProjectVersionArn): string {
  const [, projectName, , versionName] = arn.split('/');
  const name = `${projectName}/${versionName}`;
  return name.length <= 120 ? name : `${name.slice(0, 119)}…`;
}
