import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { AwsAccess } from '../activities/aws/access.js';
import { inWords } from '../activities/aws/errors.js';
import { AWS_OPTIONS } from '../worker/aws-clients.js';
import { NotChecked, type Check } from './check.js';
import type { Subject } from './subject.js';

const SIMULATE = 'iam:SimulatePrincipalPolicy';

/**
 * The actions that change something. No call of theirs is harmless, so IAM is asked what its policies allow.
 *
 * @param caller returns the ARN of the session or user that calls AWS
 */
export function changeChecks(
  access: () => Promise<AwsAccess>,
  caller: () => Promise<string>,
  subject: Subject | undefined,
): Check[] {
  return actionsOn(subject).map(({ action, resource }) => ({
    name: action,
    run: async () => {
      if (resource === undefined) throw new NotChecked('needs a model or project: teardown doctor ARN');
      const { sts } = await access();
      const principal = principalOf(await caller());
      if (sts === undefined) throw new NotChecked("needs AWS's own endpoints");
      const { region, credentials } = sts.config;
      return simulated(new IAMClient({ ...AWS_OPTIONS, region, credentials }), principal, action, resource);
    },
  }));
}

function actionsOn(subject: Subject | undefined): { readonly action: string; readonly resource?: string }[] {
  const onModels = ['StopProjectVersion', 'DeleteProjectVersion', 'StartProjectVersion'];
  const inRekognition = (names: readonly string[], resource?: string) =>
    names.map((name) => ({ action: `rekognition:${name}`, ...(resource !== undefined && { resource }) }));
  if (subject === undefined) return inRekognition(onModels);
  if ('versionName' in subject) return inRekognition(onModels, subject.arn);
  const inProject = subject.arn.slice(0, subject.arn.lastIndexOf('/'));
  return [
    ...inRekognition(onModels, `${inProject}/version/any/1`),
    ...inRekognition(['DeleteDataset'], `${inProject}/dataset/test/1`),
    ...inRekognition(['DeleteProject'], subject.arn),
  ];
}

/**
 * Returns the role or user whose policies decide. The ARN of a session has no path of the role, so that IAM does not know
 * a role with a path by it.
 */
function principalOf(arn: string): string {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (role !== undefined) return `arn:${partition}:iam::${account}:role/${role}`;
  if (/^arn:[^:]+:iam::\d{12}:user\//.test(arn)) return arn;
  throw new NotChecked(`IAM can't simulate the policies of ${arn}`);
}

async function simulated(
  iam: IAMClient,
  principal: string,
  action: string,
  resource: string,
): Promise<string> {
  const simulation = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: principal,
    ActionNames: [action],
    ResourceArns: [resource],
  });
  const { EvaluationResults: results = [] } = await iam.send(simulation).catch((error: unknown) => {
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
        `${SIMULATE} says ${result.EvalDecision} for ${principal} on ${resource}. Allow it in the IAM policy of the worker's role (docs/reference/iam.md has the whole policy).`,
      );
    default:
      throw new NotChecked(`${SIMULATE} did not say`);
  }
}
