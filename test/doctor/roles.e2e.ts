import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CREDENTIALS } from '../support/credentials.js';
import { useDoctor } from './use-doctor.js';

const STOP = 'rekognition:StopProjectVersion';

describe('the doctor, with the credentials of a role', () => {
  const doctor = useDoctor();
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  });
  after(() => rm(folder, { recursive: true }));

  const deny = (operation: string) =>
    doctor.harness.emulator.faults.add({ kind: { code: 'AccessDenied', message: 'denied' }, operation });

  /** The environment of a worker whose credentials are those of this role, and that does not know its path. */
  const sessionOf = async (role: string) => {
    const file = join(folder, 'config');
    const { accessKeyId, secretAccessKey } = CREDENTIALS;
    const base = `[profile base]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
    await writeFile(
      file,
      `${base}[profile worker]\nrole_arn = arn:aws:iam::111122223333:role/${role}\nsource_profile = base\nregion = eu-west-1\n`,
    );
    return {
      AWS_CONFIG_FILE: file,
      AWS_PROFILE: 'worker',
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
    };
  };

  it('asks for the policies of the role that it assumes, also if that has a path', async () => {
    deny('GetRole');
    for (const role of ['model-teardown', 'teams/ml/model-teardown']) {
      const { of, written } = await doctor.examine([doctor.arn], {
        TEARDOWN_ROLE_ARN: `arn:aws:iam::{account}:role/${role}`,
      });
      assert.match(of('AWS credentials')?.message ?? '', /:assumed-role\/model-teardown\//, written);
      assert.equal(of(STOP)?.state, 'ok', written);
    }
  });

  it('asks IAM for the path of a role', async () => {
    const { of, written } = await doctor.examine([doctor.arn], await sessionOf('teams/ml/worker'));
    assert.equal(of(STOP)?.state, 'ok', written);
  });

  it('does not take a role whose path it can not know for one that is denied', async () => {
    deny('GetRole');
    const { of, written } = await doctor.examine([doctor.arn], await sessionOf('teams/ml/worker'));
    assert.equal(of(STOP)?.state, 'notChecked', written);
    assert.match(of(STOP)?.message ?? '', /role\/worker.*path.*iam:GetRole: AccessDenied.*Allow iam:GetRole/);
    const plain = await doctor.examine([doctor.arn], await sessionOf('worker'));
    assert.equal(plain.of(STOP)?.state, 'ok', plain.written);
  });
});
