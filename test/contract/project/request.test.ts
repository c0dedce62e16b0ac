import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseProjectRequest } from '../../../contract/project/request.js';
import { projectRequestJsonSchema } from '../../../scripts/request-schemas.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815';
const MODEL = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const NAMED = { projectName: 'shelves', accountId: '111122223333', region: 'eu-west-1' };

describe('a request to tear down a project', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(projectRequestJsonSchema());

  it('may be an ARN, and gets the defaults', () => {
    assert.deepEqual(parseProjectRequest(ARN), {
      ok: true,
      request: {
        projectArn: ARN,
        dryRun: false,
        ifRunning: 'stop',
        ifServing: 'ignore',
        ifTraining: 'wait',
        protectTag: 'teardown=never',
        maxParallel: 100,
      },
    });
    assert.ok(validate(ARN));
  });

  for (const region of ['us-gov-west-1', 'us-isob-east-1', 'eusc-de-east-1']) {
    it(`may name the Region ${region}`, () => {
      assert.ok(parseProjectRequest({ ...NAMED, region }).ok);
    });
  }

  it('may identify the project by name, account and Region', () => {
    assert.equal(parseProjectRequest(NAMED).ok, true);
    assert.ok(validate(NAMED));
  });

  for (const [what, input, problem] of [
    ["a model's ARN", MODEL, /^projectArn must be the ARN of a project.*got "arn:.*version/],
    ['nothing', undefined, /^The input must be the ARN of a project/],
    ['a name alone', { projectName: 'shelves' }, /by projectArn, or by projectName, accountId and region\.$/],
    ['two names', { projectArn: ARN, ...NAMED }, /^projectArn already names the project/],
    ['no account', { ...NAMED, accountId: '1' }, /^accountId must be the 12-digit ID.*got "1"/],
    ['no Region', { ...NAMED, region: 'Ireland' }, /^region must be an AWS Region/],
    ['no model at a time', { projectArn: ARN, maxParallel: 0 }, /^maxParallel must be a whole number from 1/],
    ['a field of nothing', { projectArn: ARN, force: true }, /"force" is not a field of a project teardown/],
    [
      'a grace period beyond the deadline',
      { projectArn: ARN, gracePeriod: '14d', deadline: '1h' },
      /^gracePeriod must be shorter than the deadline/,
    ],
  ] as const) {
    it(`is rejected for ${what}`, () => {
      const parsed = parseProjectRequest(input);
      assert.ok(!parsed.ok);
      assert.match(parsed.problem, problem);
    });
  }

  it('has an up-to-date JSON Schema in contract/schemas (run `npm run schemas`)', async () => {
    const file = new URL('../../../contract/schemas/project-request.schema.json', import.meta.url);
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), projectRequestJsonSchema());
  });
});
