import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { AwsAccess } from '../activities/aws/access.js';
import { AWS_OPTIONS } from '../activities/aws/client-options.js';
import { inWords } from '../activities/aws/errors.js';
import { once } from '../contract/once.js';
import type { Role } from '../worker/aws-clients.js';
import { NotChecked, type Check } from './check.js';
import { neededSubject, type Subject } from './subject.js';

const SIMULATE = 'iam:SimulatePrincipalPolicy';

/**
 * The actions that change something. No call of theirs is harmless, so IAM is asked what its policies allow.
 *
 * @param caller returns the ARN of the session or user that calls AWS
 * @param assumed returns the role that the worker's settings name
 */
export function changeChecks(
  access: () => Promise<AwsAccess>,
  caller: () => Promise<string>,
  assumed: () => Promise<Role | undefined>,
  subject: Subject | undefined,
): Check[] {
  const iam = once(async () => {
    const sts = await (await access()).sts();
    const arn = await caller();
    if (sts === undefined) throw new NotChecked("needs AWS's own endpoints");
    const { region, credentials } = sts.config;
    const client = new IAMClient({ ...AWS_OPTIONS, region, credentials });
    return { client, principal: await principalOf(client, arn, await assumed()) };
  });
  return actionsOn(subject).map(([name, resource]) => {
    const action = `rekognition:${name}`;
    return {
      name: action,
      run: async () => {
        neededSubject(subject);
        const { client, principal } = await iam();
        return simulated(client, principal, action, resource);
      },
    };
  });
}

/** Returns each action with the resource that it needs. A project stands for its models and datasets. */
function actionsOn(subject: Subject | undefined): (readonly [action: string, resource: string])[] {
  const arn = subject?.arn ?? '';
  const inProject = arn.slice(0, arn.lastIndexOf('/'));
  const isProject = subject !== undefined && !('versionName' in subject);
  const model = isProject ? `${inProject}/version/any/1` : arn;
  return [
    ['StopProjectVersion', model],
    ['DeleteProjectVersion', model],
    ['StartProjectVersion', model],
    ...(isProject
      ? ([
          ['DeleteDataset', `${inProject}/dataset/test/1`],
          ['DeleteProject', arn],
        ] as const)
      : []),
  ];
}

/** The role or user whose policies decide. */
interface Principal {
  readonly arn: string;
  /** Why IAM did not show whether the role has a path. */
  readonly pathUnknown?: string;
}

/** The ARN of a session has no path of the role, and IAM knows a role with a path only by its ARN with the path. */
async function principalOf(iam: IAMClient, arn: string, assumed: Role | undefined): Promise<Principal> {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (name === undefined) {
    if (/^arn:[^:]+:iam::\d{12}:user\//.test(arn)) return { arn };
    throw new NotChecked(`IAM can't simulate the policies of ${arn}`);
  }
  const known = assumed?.arn.replace('{account}', account ?? '');
  if (known?.endsWith(`/${name}`)) return { arn: known };
  const withoutPath = `arn:${partition}:iam::${account}:role/${name}`;
  try {
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: name }));
    if (role?.Arn?.endsWith(`/${name}`)) return { arn: role.Arn };
    return { arn: withoutPath, pathUnknown: 'iam:GetRole did not say' };
  } catch (error) {
    return { arn: withoutPath, pathUnknown: `iam:GetRole: ${inWords(error)}` };
  }
}

async function simulated(
  iam: IAMClient,
  { arn, pathUnknown }: Principal,
  action: string,
  resource: string,
): Promise<string> {
  const simulation = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: arn,
    ActionNames: [action],
    ResourceArns: [resource],
  });
  const { EvaluationResults: results = [] } = await iam.send(simulation).catch((error: unknown) => {
    if (pathUnknown !== undefined && error instanceof Error && error.name.startsWith('NoSuchEntity')) {
      throw new NotChecked(
        `IAM does not know ${arn}, so that the role must have a path (${pathUnknown}). Allow iam:GetRole; only this check needs it.`,
        { cause: error },
      );
    }
    throw new NotChecked(`${SIMULATE}: ${inWords(error)}. Only this check needs it.`, { cause: error });
  });
  const result = results.find((it) => it.EvalActionName === action && it.EvalResourceName === resource);
  const missing = [result, ...(result?.ResourceSpecificResults ?? [])].flatMap(
    (it) => it?.MissingContextValues ?? [],
  );
  if (missing.length > 0) {
    throw new NotChecked(`depends on ${[...new Set(missing)].join(', ')}, which ${SIMULATE} can't know`);
  }
  switch (result?.EvalDecision) {
    case 'allowed':
      return `allowed on ${resource}, says ${SIMULATE}`;
    case 'explicitDeny':
    case 'implicitDeny':
      throw new Error(
        `${SIMULATE} says ${result.EvalDecision} for ${arn} on ${resource}. Allow it in the IAM policy of the worker's role (docs/reference/iam.md has the whole policy).`,
      );
    default:
      throw new NotChecked(`${SIMULATE} did not say`);
  }
}
