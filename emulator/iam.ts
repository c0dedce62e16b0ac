import { ApiError } from './errors.js';
import type { Asked } from './query-protocol.js';
import { callerAccount, callerRole } from './sts.js';

/** IAM knows the role of the caller, by its ARN with the path. */
export function role({ authorization, ownAccountId, parameters }: Asked): string {
  const arn = roleArn({ authorization, ownAccountId });
  const name = parameters.get('RoleName') ?? '';
  if (!arn?.endsWith(`/${name}`)) throw notFound(name);
  const path = arn.slice(arn.indexOf('/'), -name.length);
  return `<Role><Arn>${arn}</Arn><RoleName>${name}</RoleName><Path>${path}</Path><RoleId>AROAEMULATOR</RoleId><CreateDate>2026-01-01T00:00:00Z</CreateDate></Role>`;
}

function roleArn({ authorization, ownAccountId }: Pick<Asked, 'authorization' | 'ownAccountId'>) {
  const pathAndName = callerRole(authorization);
  return pathAndName && `arn:aws:iam::${callerAccount(authorization, ownAccountId)}:role/${pathAndName}`;
}

function notFound(name: string): ApiError {
  return new ApiError('NoSuchEntity', `The role with name ${name} cannot be found.`);
}

/**
 * The policies of every user and role allow everything, except what faults of the emulator deny. If they deny some calls of
 * an operation, it is as if a condition of the policy decided, which IAM does not know.
 */
export function simulatedPolicies({ parameters, faults, ...caller }: Asked): string {
  const source = parameters.get('PolicySourceArn') ?? '';
  if (source.includes(':role/') && source !== roleArn(caller)) throw notFound(source);
  const results: string[] = [];
  for (let index = 1; parameters.has(`ActionNames.member.${index}`); index += 1) {
    const action = parameters.get(`ActionNames.member.${index}`) ?? '';
    const denied = faults.denied(action.split(':')[1] ?? '');
    const decision = denied === 'none' ? 'allowed' : 'implicitDeny';
    const missing = denied === 'some' ? '<member>aws:ResourceTag/teardown</member>' : '';
    const resource = parameters.get('ResourceArns.member.1') ?? '*';
    results.push(
      `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>${resource}</EvalResourceName><EvalDecision>${decision}</EvalDecision><MatchedStatements/><MissingContextValues>${missing}</MissingContextValues></member>`,
    );
  }
  return `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join('')}</EvaluationResults>`;
}
