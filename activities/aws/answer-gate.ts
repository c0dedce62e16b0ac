import { addAbortSignal, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { DeserializeMiddleware, HttpResponse } from '@aws-sdk/types';
import * as v from 'valibot';
import { PROJECT_ARN, PROJECT_VERSION_ARN } from '../../contract/arn.js';
import type { AnyClient } from './any-client.js';
import { renewOnceRefused } from './refused-credentials.js';
import { noAnswerInTime, REQUEST_TIMEOUT_MS } from './request-timeout.js';

declare const gated: unique symbol;
/** An AWS SDK client that throws `NoAnswer` for every response that is not an answer from AWS. */
export type Gated<C> = C & { readonly [gated]: true };

/** Thrown for a response that is not AWS's answer to the request. Nothing may be concluded from it. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** The SDK's own field: its rate limiter recognizes throttling by the status code. */
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(message: string, httpStatusCode?: number) {
    super(message);
    this.$metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  }
}

const some = v.pipe(v.string(), v.nonEmpty());
// GONE is our own word for what AWS does not list. As a status of AWS, it would count as that.
const status = v.pipe(some, v.notValue('GONE'));
const next = { NextToken: v.nullish(v.string()) };
const change = v.object({ Status: status });
const datasets = v.array(v.object({ DatasetArn: some, Status: status }));
const project = v.object({
  ProjectArn: v.pipe(v.string(), v.regex(PROJECT_ARN)),
  Status: status,
  Datasets: v.nullish(datasets),
});
const version = v.object({
  ProjectVersionArn: v.pipe(v.string(), v.regex(PROJECT_VERSION_ARN)),
  Status: status,
});
const metric = v.object({ Id: some, StatusCode: some });
const entry = v.union([v.object({ EventId: some }), v.object({ ErrorCode: some })]);
const tags = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value)),
  v.record(v.string(), v.string()),
);

/**
 * Members that each answer must have. The service models do not require them, but AWS's own samples index them without
 * checks, also for empty lists and untagged models ("Deleting a model" and "Tagging a model",
 * Custom Labels Developer Guide).
 */
const ANSWERS: Readonly<Record<string, v.GenericSchema>> = {
  DescribeProjects: v.object({ ProjectDescriptions: v.array(project), ...next }),
  DescribeProjectVersions: v.object({ ProjectVersionDescriptions: v.array(version), ...next }),
  ListTagsForResource: v.object({ Tags: tags }),
  StartProjectVersion: change,
  StopProjectVersion: change,
  DeleteProjectVersion: change,
  DeleteProject: change,
  DeleteDataset: v.object({}),
  GetMetricData: v.object({ MetricDataResults: v.array(metric), ...next }),
  PutEvents: v.object({ Entries: v.pipe(v.array(entry), v.minLength(1)) }),
  DescribeEventBus: v.object({ Arn: some }),
  GetCallerIdentity: v.object({ Account: v.pipe(v.string(), v.regex(/^\d{12}$/)) }),
};

/**
 * Adds the gate to a client, next to the HTTP handler, so that it checks every response of every operation. The client also
 * renews its credentials when AWS refuses them.
 *
 * @param whatLacks returns what a response lacks to be an answer of the service; default: of those that speak AWS JSON
 */
export function behindGate<C extends AnyClient>(client: C, whatLacks: WhatLacks = whatIsMissing): Gated<C> {
  const gate = gateWith(whatLacks);
  client.middlewareStack.add(gate, { step: 'deserialize', priority: 'low', name: 'answerGate' });
  renewOnceRefused(client);
  return client as Gated<C>;
}

/** Returns what a response lacks to be an answer of AWS, in words, or undefined if it lacks nothing. */
type WhatLacks = typeof whatIsMissing;

const gateWith =
  (whatLacks: WhatLacks): DeserializeMiddleware<object, object> =>
  (passOn, { commandName = '' }) => {
    const operation = commandName.replace(/Command$/, '');
    return async (args) => {
      const result = await passOn(args);
      const response = result.response as HttpResponse;
      const body = response.body ? await textOf(response.body as Readable) : '';
      const missing = whatLacks(operation, args.input, response, body);
      if (missing !== undefined) {
        throw new NoAnswer(
          `HTTP ${response.statusCode} ${missing} (${beginningOf(body)})`,
          response.statusCode,
        );
      }
      response.body = Readable.from([Buffer.from(body)]);
      return result;
    };
  };

/** Reads a body. The SDK's own timeout ends with the response headers, so that a body without an end would never time out. */
async function textOf(body: Readable): Promise<string> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  return text(addAbortSignal(timeout, body)).catch((error: unknown) => {
    throw timeout.aborted ? noAnswerInTime() : error;
  });
}

/** Returns what a response lacks to be an answer from AWS, or undefined if it lacks nothing. AWS errors are answers. */
export function whatIsMissing(
  operation: string,
  input: { readonly ProjectArn?: string | undefined },
  { statusCode, headers }: Pick<HttpResponse, 'statusCode' | 'headers'>,
  body: string,
): string | undefined {
  if (!hasRequestId(headers)) return 'without a request id';
  const said = operation === 'GetCallerIdentity' ? callerIdentity(body) : parsed(body);
  if (said === undefined) return 'with a body that is not JSON';
  if (statusCode >= 300) return undefined;
  const schema = ANSWERS[operation];
  if (schema === undefined) return `to ${operation}, for which no response schema is known`;
  const { issues: [issue] = [] } = v.safeParse(schema, said);
  if (issue !== undefined) return `without ${v.getDotPath(issue) ?? 'a JSON object'}`;
  const stranger = strangerIn(said as Described, input.ProjectArn ?? '');
  return stranger && `with ${stranger}, which belongs to another project`;
}

interface Described {
  readonly ProjectDescriptions?: readonly v.InferOutput<typeof project>[];
  readonly ProjectVersionDescriptions?: readonly v.InferOutput<typeof version>[];
}

/**
 * Returns the ARN of a model or dataset of another project than the one that it is listed in. Their ARNs start with that
 * of their project without its timestamp.
 */
function strangerIn(
  { ProjectDescriptions: projects = [], ProjectVersionDescriptions: versions = [] }: Described,
  askedArn: string,
): string | undefined {
  const isIn = (projectArn: string, kind: string) => {
    const prefix = `${projectArn.slice(0, projectArn.lastIndexOf('/'))}/${kind}/`;
    return (arn: string) => arn.startsWith(prefix);
  };
  const isModel = isIn(askedArn, 'version');
  const ofOthers = projects.flatMap(({ ProjectArn, Datasets }) => {
    const isDataset = isIn(ProjectArn, 'dataset');
    return (Datasets ?? []).filter(({ DatasetArn }) => !isDataset(DatasetArn));
  });
  const models = versions.filter(({ ProjectVersionArn }) => !isModel(ProjectVersionArn));
  return ofOthers[0]?.DatasetArn ?? models[0]?.ProjectVersionArn;
}

/** Every answer of AWS has a request id, and the page of a proxy has none. */
export function hasRequestId(headers: HttpResponse['headers']): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'x-amzn-requestid');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body || '{}');
  } catch {
    return undefined;
  }
}

/** Parses the answer of STS, which is XML. */
function callerIdentity(body: string): unknown {
  return { Account: /<Account>(\d+)<\/Account>/.exec(body)?.[1] };
}

const LONGEST_BEGINNING = 80;

/** Returns the first words of a body for a message: one line, without anything that could be a key or a token. */
function beginningOf(body: string): string {
  const line = body
    .slice(0, 1000)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/[\w+/=-]{20,}/g, '…')
    .trim();
  if (line === '') return 'no body';
  return `body: ${line.length > LONGEST_BEGINNING ? `${line.slice(0, LONGEST_BEGINNING)}…` : line}`;
}
