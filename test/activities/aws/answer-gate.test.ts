import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeProjectVersionsCommand } from '@aws-sdk/client-rekognition';
import { whatIsMissing } from '../../../activities/aws/answer-gate.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1700000000000';
const MODEL = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1700000000001';
const HEADERS = { 'x-amzn-RequestId': 'd1b7' };

const missing = (
  operation: string,
  body: string,
  statusCode = 200,
  headers: Record<string, string> = HEADERS,
) => whatIsMissing(operation, { ProjectArn: PROJECT }, { statusCode, headers }, body);
const json = JSON.stringify;

/** AWS's answers, the shortest that there are. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  DescribeProjects: [
    json({ ProjectDescriptions: [] }),
    json({ ProjectDescriptions: [{ ProjectArn: PROJECT, Status: 'CREATED' }], NextToken: 'x' }),
    json({
      ProjectDescriptions: [{ ProjectArn: PROJECT, Status: 'A_NEW_ONE', Datasets: [] }],
      NextToken: null,
    }),
  ],
  DescribeProjectVersions: [
    json({ ProjectVersionDescriptions: [] }),
    json({ ProjectVersionDescriptions: [{ ProjectVersionArn: MODEL, Status: 'A_NEW_ONE' }] }),
  ],
  ListTagsForResource: [json({ Tags: {} }), json({ Tags: { stage: '' } })],
  StartProjectVersion: [json({ Status: 'STARTING' })],
  StopProjectVersion: [json({ Status: 'STOPPING' })],
  DeleteProjectVersion: [json({ Status: 'DELETING' })],
  DeleteProject: [json({ Status: 'DELETING' })],
  DeleteDataset: ['{}', ''],
  GetMetricData: [json({ MetricDataResults: [] })],
  PutEvents: [
    json({ FailedEntryCount: 0, Entries: [{ EventId: '11710aed' }] }),
    json({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] }),
  ],
  DescribeEventBus: [json({ Arn: 'arn:aws:events:eu-west-1:111122223333:event-bus/ops' })],
  GetCallerIdentity: ['<GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult>'],
};

function projectWith(dataset: string) {
  const DatasetArn = `${PROJECT.slice(0, PROJECT.indexOf('project/'))}${dataset}`;
  return { ProjectArn: PROJECT, Status: 'CREATED', Datasets: [{ DatasetArn, Status: 'CREATE_COMPLETE' }] };
}

const WRONG: readonly (readonly [operation: string, body: string, missing: RegExp])[] = [
  ...Object.keys(RIGHT)
    .filter((operation) => operation !== 'DeleteDataset')
    .flatMap((operation) => [
      [operation, '', /^without [A-Z]\w+$/] as const,
      [operation, '{"ok":true}', /^without [A-Z]\w+$/] as const,
    ]),
  ['PutEvents', json({ FailedEntryCount: 0, Entries: [] }), /without Entries/],
  ['PutEvents', json({ FailedEntryCount: 0, Entries: [{}] }), /without Entries.0/],
  ['DescribeProjects', '[]', /ProjectDescriptions/],
  ['DescribeProjects', '"ok"', /JSON object/],
  ['DescribeProjects', '<html>', /not JSON/],
  ['DescribeProjects', json({ ProjectDescriptions: {} }), /ProjectDescriptions/],
  [
    'DescribeProjects',
    json({ ProjectDescriptions: [{ ProjectArn: PROJECT }] }),
    /ProjectDescriptions.0.Status/,
  ],
  ['DescribeProjects', json({ ProjectDescriptions: [], NextToken: 3 }), /NextToken/],
  [
    'DescribeProjects',
    json({ ProjectDescriptions: [{ ProjectArn: PROJECT, Status: 'CREATED', Datasets: [{}] }] }),
    /Datasets.0.DatasetArn/,
  ],
  [
    'DescribeProjects',
    json({ ProjectDescriptions: [projectWith('project/doors/dataset/train/1700000000002')] }),
    /dataset.*belongs to another project/,
  ],
  [
    'DescribeProjects',
    json({ ProjectDescriptions: [projectWith('project/shelves/1700000000000')] }),
    /belongs to another project/,
  ],
  [
    'DescribeProjectVersions',
    json({ ProjectVersionDescriptions: [{ Status: 'RUNNING' }] }),
    /ProjectVersionArn/,
  ],
  [
    'DescribeProjectVersions',
    json({ ProjectVersionDescriptions: [{ ProjectVersionArn: MODEL, Status: '' }] }),
    /Status/,
  ],
  [
    'DescribeProjectVersions',
    json({
      ProjectVersionDescriptions: [
        { ProjectVersionArn: MODEL.replace('shelves', 'doors'), Status: 'RUNNING' },
      ],
    }),
    /belongs to another project/,
  ],
  [
    'DescribeProjectVersions',
    json({ ProjectVersionDescriptions: [{ ProjectVersionArn: MODEL, Status: 'GONE' }] }),
    /ProjectVersionDescriptions.0.Status/,
  ],
  ['DeleteProjectVersion', json({ Status: 'GONE' }), /Status/],
  ['ListTagsForResource', json({ Tags: [] }), /Tags/],
  ['ListTagsForResource', json({ Tags: [{ Key: 'teardown', Value: 'never' }] }), /Tags/],
  ['ListTagsForResource', json({ Tags: { teardown: true } }), /Tags.teardown/],
  ['DeleteDataset', '<html>', /not JSON/],
  ['DescribeStreams', '{}', /no response schema is known/],
];

describe('the answer gate', () => {
  it('passes on answers from AWS', () => {
    for (const [operation, bodies] of Object.entries(RIGHT)) {
      for (const body of bodies) assert.equal(missing(operation, body), undefined, `${operation}: ${body}`);
    }
  });

  it('names what any other response lacks', () => {
    for (const [operation, body, lacks] of WRONG) {
      assert.match(missing(operation, body) ?? 'nothing', lacks, `${operation}: ${body}`);
    }
  });

  it('accepts no response without a request ID, not even an error', () => {
    for (const [operation, [body = '']] of Object.entries(RIGHT)) {
      assert.equal(missing(operation, body, 200, {}), 'without a request id');
    }
    const denial = json({ __type: 'AccessDeniedException' });
    assert.equal(missing('StopProjectVersion', denial, 403, {}), 'without a request id');
    assert.equal(missing('StopProjectVersion', denial, 403), undefined);
    assert.match(missing('StopProjectVersion', '<html>', 503) ?? '', /not JSON/);
  });

  it('has a schema for every operation that an activity sends', async () => {
    const folder = new URL('../../../activities/', import.meta.url);
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
    const sources = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')));
    const sent = new Set(
      sources.flatMap((it) => [...it.matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => name)),
    );
    assert.ok(sent.size > 8, [...sent].join());
    assert.deepEqual(
      [...sent].filter((operation) => RIGHT[operation] === undefined),
      [],
    );
  });
});

describe('the message of a rejected response', () => {
  const messageFor = async (statusCode: number, body: string) => {
    const server = createServer((_, response) => {
      response.writeHead(statusCode, { 'content-type': 'text/html' });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const aws = createAwsClients({ endpoint, credentials: CREDENTIALS });
    const { rekognition } = aws({ accountId: '111122223333', region: 'eu-west-1' });
    const sent = rekognition.send(new DescribeProjectVersionsCommand({ ProjectArn: PROJECT }));
    const error = (await sent.catch((thrown: unknown) => thrown)) as Error;
    rekognition.destroy();
    server.close();
    server.closeAllConnections();
    assert.equal(error.name, 'NoAnswer');
    return error.message;
  };

  it('contains the status and the first words of the body, in one line', async () => {
    assert.equal(
      await messageFor(502, '<html>\r\n  <h1>Bad\tGateway</h1>\u001b[31m'),
      'HTTP 502 without a request id (body: <html> <h1>Bad Gateway</h1> [31m)',
    );
    assert.equal(await messageFor(200, ''), 'HTTP 200 without a request id (no body)');
    assert.ok((await messageFor(200, 'word '.repeat(100_000))).length < 150);
  });

  it('contains no key or token from the body', async () => {
    const { accessKeyId, secretAccessKey } = CREDENTIALS;
    const echoed = `key=${accessKeyId}0000000000 secret ${secretAccessKey} token IQoJb3JpZ2luX2VjEJr//////////wEaCXVz`;
    const message = await messageFor(200, echoed);
    assert.match(message, /secret … token …/);
    assert.doesNotMatch(message, new RegExp(`${secretAccessKey}|IQoJ`));
  });
});
