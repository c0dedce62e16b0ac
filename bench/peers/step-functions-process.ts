import {
  DeleteProjectVersionCommand,
  DescribeProjectsCommand,
  DescribeProjectVersionsCommand,
  StopProjectVersionCommand,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { StateMachine, type RunOptions } from 'aws-local-stepfunctions';
import type { Result } from '../report-ends.js';
import { defineStateMachine } from './step-functions.js';

type Handlers = NonNullable<NonNullable<RunOptions['overrides']>['taskResourceLocalHandlers']>;
type Answer = ReturnType<Handlers[string]>;
/** What the parameters of each operation are is up to the state machine. */
type Input = { ProjectArn: string; VersionNames: string[]; ProjectVersionArn: string };

/** Runs the state machine in this process; the calls to AWS are made by the SDK, as Step Functions makes them. */
export function createStateMachine(
  clientOf: (arn: string) => RekognitionClient,
  pollMs: number,
): (arn: string) => Promise<Result> {
  const machine = new StateMachine(defineStateMachine(pollMs / 1000));
  return async (arn) => {
    const [project, name] = arn.split('/version/');
    const client = clientOf(arn);
    const { ProjectDescriptions } = await client.send(new DescribeProjectsCommand({}));
    const found = ProjectDescriptions?.find((it) => it.ProjectArn?.startsWith(`${project}/`));
    const describe = async (input: unknown) =>
      asJson(await client.send(new DescribeProjectVersionsCommand(input as Input)));
    const execution = machine.run(
      { ProjectVersionArn: arn, ProjectArn: found?.ProjectArn ?? '', VersionName: name?.split('/')[0] ?? '' },
      {
        overrides: {
          taskResourceLocalHandlers: {
            Describe: describe,
            'Describe Stop': describe,
            'Describe Delete': describe,
            Stop: async (input: unknown) =>
              asJson(await client.send(new StopProjectVersionCommand(input as Input))),
            Delete: async (input: unknown) =>
              asJson(await client.send(new DeleteProjectVersionCommand(input as Input))),
          },
        },
      },
    );
    const events = count(execution.eventLogs);
    const result = await execution.result;
    return { result: typeof result === 'string' ? result : undefined, events: await events };
  };
}

function asJson(output: object): Awaited<Answer> {
  return JSON.parse(JSON.stringify(output)) as Awaited<Answer>;
}

async function count(events: AsyncIterator<unknown>): Promise<number> {
  let counted = 0;
  while (!(await events.next()).done) counted += 1;
  return counted;
}
