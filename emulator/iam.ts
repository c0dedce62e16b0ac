import type { Asked } from './query-protocol.js';

/**
 * The policies of every user and role allow everything, except what faults of the emulator deny. If they deny some calls of
 * an operation, it is as if a condition of the policy decided, which IAM does not know.
 */
export function simulatedPolicies({ parameters, faults }: Asked): string {
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
