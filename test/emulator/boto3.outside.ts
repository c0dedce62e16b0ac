import { fileURLToPath } from 'node:url';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { python, pythonPackages } from '../support/processes/python-packages.js';

const BOTO3 = [
  'boto3==1.44.5',
  'botocore==1.44.5',
  'jmespath==1.1.0',
  'python-dateutil==2.9.0.post0',
  's3transfer==0.19.3',
  'six==1.17.0',
  'urllib3==2.8.0',
];
const SCRIPT = fileURLToPath(new URL('boto3_client.py', import.meta.url));

describe('the emulator with boto3', function () {
  let folder: string | undefined;
  let emulator: Emulator;

  before(async function () {
    folder = await pythonPackages(BOTO3);
    if (folder === undefined) this.skip();
  });
  beforeEach(async () => {
    emulator = await startEmulator({ durations: { stopping: 200, deleting: 200 } });
  });
  afterEach(() => emulator.close());

  for (const check of [
    'lists_what_there_is',
    'stops_and_deletes_a_model',
    'pages',
    'waits_with_botocores_own_waiter',
    'refuses_in_the_words_of_the_service_model',
    'refuses_who_does_not_sign',
  ]) {
    it(check.replaceAll('_', ' '), async () => {
      const projectArn = await emulator.addProject({ name: 'shelves' });
      const arn = await emulator.addModel({
        projectArn,
        name: 'v1',
        status: 'RUNNING',
        tags: { team: 'retail' },
      });
      if (check === 'pages') await emulator.addModel({ projectArn, name: 'v2' });
      await python(folder ?? '', SCRIPT, check, emulator.url, projectArn, arn);
    });
  }
});
