import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { createAwsClients } from '../../worker/aws-clients.js';
import { CREDENTIALS } from '../support/credentials.js';

const LOCAL = 'http://127.0.0.1:4566';
/** A Region of each partition. */
const REGIONS = [
  'eu-west-1',
  'us-gov-west-1',
  'cn-north-1',
  'eusc-de-east-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
];

describe('the account of the credentials', () => {
  const before = { ...process.env };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'endpoint-'));
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
  });
  afterEach(async () => {
    process.env = { ...before };
    await rm(folder, { recursive: true });
  });

  const asksSts = async () => {
    const access = createAwsClients({ credentials: CREDENTIALS });
    return (await access({ accountId: '111122223333', region: 'eu-west-1' }).sts()) !== undefined;
  };

  for (const [isAsked, endpoint] of [
    [false, LOCAL],
    [false, 'https://amazonaws.com.example.org'],
    [false, 'https://emulator.notamazonaws.com'],
    [true, 'https://vpce-0a1b-2c3d.rekognition.eu-west-1.vpce.amazonaws.com'],
    [true, 'https://vpce-0a1b-2c3d.rekognition.cn-north-1.vpce.amazonaws.com.cn'],
    [true, 'https://rekognition.eu-west-1.amazonaws.com.'],
    [true, 'https://REKOGNITION.eu-west-1.api.aws'],
  ] as const) {
    it(`is ${isAsked ? '' : 'not '}asked of STS if Rekognition is at ${endpoint}`, async () => {
      process.env['AWS_ENDPOINT_URL_REKOGNITION'] = endpoint;
      assert.equal(await asksSts(), isAsked);
    });
  }

  for (const [what, env] of [
    ['no endpoint is set', {}],
    ['STS has the same endpoint', { AWS_ENDPOINT_URL: LOCAL }],
    ['STS has an endpoint too', { AWS_ENDPOINT_URL_REKOGNITION: LOCAL, AWS_ENDPOINT_URL_STS: LOCAL }],
    [
      'the SDK ignores the endpoint',
      { AWS_ENDPOINT_URL_REKOGNITION: LOCAL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    ],
  ] as const) {
    it(`is asked of STS if ${what}`, async () => {
      Object.assign(process.env, env);
      assert.equal(await asksSts(), true);
    });
  }

  for (const [isAsked, what, profile, env] of [
    [
      true,
      'makes the SDK ignore the endpoint',
      'ignore_configured_endpoint_urls = true',
      { AWS_ENDPOINT_URL_REKOGNITION: LOCAL },
    ],
    [true, 'has one endpoint for both', `endpoint_url = ${LOCAL}`, {}],
    [true, 'names services that are not there', 'services = none', {}],
    [
      false,
      'has an endpoint of Rekognition',
      `services = local\n[services local]\nrekognition =\n  endpoint_url = ${LOCAL}`,
      {},
    ],
  ] as const) {
    it(`is ${isAsked ? '' : 'not '}asked of STS if the profile ${what}`, async () => {
      await writeFile(join(folder, 'config'), `[default]\n${profile}\n`);
      Object.assign(process.env, env);
      assert.equal(await asksSts(), isAsked);
    });
  }

  it("is asked of STS if an endpoint that is set is the SDK's own of any Region", async () => {
    const { config } = new RekognitionClient({ region: 'eu-west-1' });
    const hosts = REGIONS.flatMap((Region) =>
      [false, true].flatMap((UseFIPS) =>
        [false, true].map((UseDualStack) => config.endpointProvider({ Region, UseFIPS, UseDualStack }).url),
      ),
    );
    assert.equal(hosts.length, 4 * REGIONS.length);
    for (const { href } of hosts) {
      process.env['AWS_ENDPOINT_URL_REKOGNITION'] = href;
      assert.equal(await asksSts(), true, href);
    }
  });
});
