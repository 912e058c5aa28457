import { createHash, randomBytes } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Sql } from 'postgres';

const DAYS = 14;

/** Exchanges the identity provider's ID token for a session of ours: POST /sessions. Throws where the token is no good. */
export async function signIn(
  sql: Sql,
  provider: { issuer: string; clientId: string; jwks: ReturnType<typeof createRemoteJWKSet> },
  idToken: string,
): Promise<{ cookie: string }> {
  const { payload } = await jwtVerify(idToken, provider.jwks, {
    issuer: provider.issuer,
    audience: provider.clientId,
    clockTolerance: 30,
  });
  if (typeof payload.email !== 'string' || payload.email_verified !== true) {
    throw new Error('The identity provider has not verified the address.');
  }
  const token = randomBytes(32).toString('base64url');
  await sql`
    WITH known AS (
      INSERT INTO account (email) VALUES (${payload.email})
      ON CONFLICT (lower(email)) DO UPDATE SET email = excluded.email RETURNING id)
    INSERT INTO session (token_sha256, account_id, expires_at)
    SELECT ${sha256(token)}, id, now() + make_interval(days => ${DAYS}) FROM known`;
  return { cookie: `session=${token}; HttpOnly; Secure; SameSite=Lax; Path=/; Max-Age=${DAYS * 86_400}` };
}

export function sha256(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
