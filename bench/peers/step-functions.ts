// What the naive workflow does, as a state machine of AWS Step Functions, which calls AWS without code of ours.
import type { StateMachineDefinition } from 'aws-local-stepfunctions';

const MODEL = '$.described.ProjectVersionDescriptions[0]';
const STATUS = `${MODEL}.Status`;
/** A Retrier with the defaults of Step Functions: without a Retrier, the first error ends the execution. */
const Retry = [{ ErrorEquals: ['States.ALL'] }];

const call = (operation: string, Next: string) => ({
  Type: 'Task' as const,
  Resource: `arn:aws:states:::aws-sdk:rekognition:${operation}`,
  Parameters: { 'ProjectVersionArn.$': '$.ProjectVersionArn' },
  ResultPath: null,
  Retry,
  Next,
});

const describe = (Next: string) => ({
  ...call('describeProjectVersions', Next),
  Parameters: { 'ProjectArn.$': '$.ProjectArn', 'VersionNames.$': 'States.Array($.VersionName)' },
  ResultPath: '$.described',
});

export function defineStateMachine(Seconds: number): StateMachineDefinition {
  const wait = (Next: string) => ({ Type: 'Wait' as const, Seconds, Next });
  return {
    StartAt: 'Describe',
    States: {
      Describe: describe('Trained?'),
      'Trained?': {
        Type: 'Choice',
        Choices: [
          { Variable: STATUS, StringEquals: 'TRAINING_IN_PROGRESS', Next: 'Wait for training' },
          { Variable: STATUS, StringEquals: 'RUNNING', Next: 'Stop' },
        ],
        Default: 'Delete',
      },
      'Wait for training': wait('Describe'),
      Stop: call('stopProjectVersion', 'Wait for Stop'),
      'Wait for Stop': wait('Describe Stop'),
      'Describe Stop': describe('Stopped?'),
      'Stopped?': {
        Type: 'Choice',
        Choices: [{ Variable: STATUS, StringEquals: 'STOPPED', Next: 'Delete' }],
        Default: 'Wait for Stop',
      },
      Delete: call('deleteProjectVersion', 'Wait for Delete'),
      'Wait for Delete': wait('Describe Delete'),
      'Describe Delete': describe('Deleted?'),
      'Deleted?': {
        Type: 'Choice',
        Choices: [{ Variable: MODEL, IsPresent: true, Next: 'Wait for Delete' }],
        Default: 'Deleted',
      },
      Deleted: { Type: 'Pass', Result: 'deleted', End: true },
    },
  };
}
