import assert from 'node:assert/strict';
import { createGatekeeper } from '../../codec/gatekeeper.js';
import { AUDIENCE, startIdentityProvider, type IdentityProvider } from '../support/web/identity-provider.js';

const EMAIL = 'mary@ops.example.com';

describe('the gatekeeper of the codec server', () => {
  let provider: IdentityProvider;
  before(async () => {
    provider = await startIdentityProvider();
  });
  after(() => provider.close());

  const answer = async (claims: Parameters<IdentityProvider['token']>[0], allowed: readonly string[]) => {
    const gatekeeper = await createGatekeeper({ issuer: provider.issuer, audience: AUDIENCE, allowed });
    return gatekeeper(`Bearer ${await provider.token(claims)}`);
  };

  it('identifies callers by an address that the identity provider has verified', async () => {
    assert.equal(await answer({ sub: '1', email: EMAIL, email_verified: true }, [EMAIL]), undefined);
  });

  for (const verified of [undefined, null, false, 'false', 'true', 1, {}]) {
    it(`does not accept an address with email_verified ${JSON.stringify(verified) ?? 'omitted'}`, async () => {
      const claims = { sub: '1', email: EMAIL, ...(verified !== undefined && { email_verified: verified }) };
      assert.deepEqual(await answer(claims, ['*@ops.example.com']), {
        status: 403,
        message: `1 may not read these payloads: the identity provider does not report ${EMAIL} as verified.`,
      });
    });
  }

  it('identifies callers by their subject, whatever their address', async () => {
    assert.equal(await answer({ sub: 'service-1' }, ['service-1']), undefined);
    assert.equal(await answer({ sub: 'service-1', email: EMAIL }, ['service-1']), undefined);
  });

  it('names the caller that is not allowed', async () => {
    assert.deepEqual(
      await answer({ sub: '1', email: EMAIL, email_verified: true }, ['somebody@else.example']),
      {
        status: 403,
        message: `${EMAIL} may not read these payloads.`,
      },
    );
  });

  it('does not send callers to sign in again if the keys can not be read', async () => {
    const gatekeeper = await createGatekeeper({
      issuer: provider.issuer,
      audience: AUDIENCE,
      allowed: ['1'],
    });
    const token = await provider.token({ sub: '1' });
    provider.isDown = true;
    assert.deepEqual(await gatekeeper(`Bearer ${token}`), {
      status: 503,
      message: `The keys of the identity provider can't be read at ${provider.issuer}/keys. Try again later.`,
    });
    provider.isDown = false;
    assert.equal(await gatekeeper(`Bearer ${token}`), undefined);
  });

  it('accepts no token that never expires', async () => {
    const gatekeeper = await createGatekeeper({
      issuer: provider.issuer,
      audience: AUDIENCE,
      allowed: ['1'],
    });
    const token = await provider.token({ sub: '1' }, { expiresAt: 'never' });
    assert.equal((await gatekeeper(`Bearer ${token}`))?.status, 401);
  });
});
