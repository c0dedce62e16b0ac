import type { Asked } from './query-protocol.js';

/** The policies of every user and role allow everything, except what faults of the emulator deny. */
export function simulatedPolicies({ parameters, faults }: Asked): string {
  const results: string[] = [];
  for (let index = 1; parameters.has(`ActionNames.member.${index}`); index += 1) {
    const action = parameters.get(`ActionNames.member.${index}`) ?? '';
    const decision = faults.deny(action.split(':')[1] ?? '') ? 'implicitDeny' : 'allowed';
    const resource = parameters.get('ResourceArns.member.1') ?? '*';
    results.push(
      `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>${resource}</EvalResourceName><EvalDecision>${decision}</EvalDecision><MatchedStatements/><MissingContextValues/></member>`,
    );
  }
  return `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join('')}</EvaluationResults>`;
}
