import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportJWK, generateKeyPair, createLocalJWKSet, SignJWT } from 'jose';
import { sha256, signIn } from './sign-in.ts';

const { publicKey, privateKey } = await generateKeyPair('RS256');
const jwks = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256' }] }) as any;
const provider = { issuer: 'https://id.example.com', clientId: 'billing', jwks };

const idToken = (audience: string, verified: boolean) =>
  new SignJWT({ email: 'ada@example.com', email_verified: verified })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(provider.issuer)
    .setAudience(audience)
    .setExpirationTime('1m')
    .sign(privateKey);

test('the cookie has the token and the table has its hash', async () => {
  const kept: unknown[] = [];
  const sql = (async (_: unknown, ...values: unknown[]) => kept.push(...values)) as any;
  const { cookie } = await signIn(sql, provider, await idToken('billing', true));
  const token = cookie.match(/^session=([^;]+); HttpOnly; Secure/)![1];
  assert.deepEqual(kept[1], sha256(token));
});

test("another client's token opens nothing", async () => {
  await assert.rejects(signIn((() => assert.fail()) as any, provider, await idToken('shop', true)));
});

test('an address that nobody verified opens nothing', async () => {
  await assert.rejects(signIn((() => assert.fail()) as any, provider, await idToken('billing', false)));
});
