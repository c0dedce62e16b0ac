import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseProjectArn, parseProjectVersionArn, shortName } from '../../contract/arn.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

describe('ARNs', () => {
  it('are parsed by the position of each part between the slashes', () => {
    assert.deepEqual(parseProjectVersionArn(ARN), {
      arn: ARN,
      partition: 'aws',
      region: 'eu-west-1',
      accountId: '111122223333',
      projectName: 'shelves',
      versionName: 'v1',
    });
  });

  it('may have names that are literally "version", "dataset" or "project"', () => {
    for (const word of ['version', 'dataset', 'project', 'my-version', '1']) {
      const arn = `arn:aws:rekognition:eu-west-1:111122223333:project/${word}/version/${word}/1`;
      assert.equal(parseProjectVersionArn(arn)?.projectName, word);
      assert.equal(parseProjectVersionArn(arn)?.versionName, word);
    }
  });

  for (const [partition, region] of [
    ['aws', 'us-east-1'],
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-iso-f', 'us-isof-south-1'],
    ['aws-iso-e', 'eu-isoe-west-1'],
  ] as const) {
    it(`may have the partition ${partition}`, () => {
      const arn = `arn:${partition}:rekognition:${region}:111122223333:project/p/version/v/1`;
      assert.equal(parseProjectVersionArn(arn)?.partition, partition);
      assert.equal(parseProjectVersionArn(arn)?.region, region);
    });
  }

  it('of projects and models are not mistaken for each other', () => {
    const project = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815';
    assert.equal(parseProjectVersionArn(project), undefined);
    assert.equal(parseProjectArn(ARN), undefined);
    assert.equal(parseProjectArn(project)?.projectName, 'shelves');
  });

  it('keep their parts with any names', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,255}$/);
    const region = fc.stringMatching(/^[a-z\d-]+$/);
    fc.assert(
      fc.property(
        region,
        fc.stringMatching(/^\d{12}$/),
        name,
        name,
        fc.nat(),
        (at, account, project, version, n) => {
          const arn = `arn:aws:rekognition:${at}:${account}:project/${project}/version/${version}/${n}`;
          const parsed = parseProjectVersionArn(arn);
          assert.deepEqual(
            [parsed?.region, parsed?.accountId, parsed?.projectName, parsed?.versionName],
            [at, account, project, version],
          );
        },
      ),
    );
  });

  it('have a short name that fits in a summary', () => {
    const long = 'x'.repeat(255);
    const arn = parseProjectVersionArn(
      `arn:aws:rekognition:eu-west-1:111122223333:project/${long}/version/${long}/1`,
    )?.arn;
    assert.ok(arn);
    assert.ok(Buffer.byteLength(shortName(arn)) < 130);
  });
});
