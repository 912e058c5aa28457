// What goes wrong around the domain is an error with a code, and says whether trying again can help.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ask } from './ask.js';

async function refused(request, status, code, client) {
  const answer = await ask(request, client);
  assert.equal(answer.status, status);
  assert.equal(answer.errors[0].extensions.code, code);
  assert.equal(answer.errors[0].extensions.retryable, false);
}
await refused({ query: '{ viewer { subject } }' }, 401, 'UNAUTHENTICATED', null);
await refused({ query: '{ viewer { nothing } }' }, 422, 'VALIDATION_FAILED');
// What ran has data, or null in its place: the others' fields would be there.
await refused({ query: '{ auditLog(first: 1) { nodes { id } } }' }, 294, 'FORBIDDEN', 'viewer');

// A document by its hash: known once it was sent with its text.
const query = `{ viewer { subject } __typename } # ${Date.now()}`;
const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };
const unknown = await ask({ extensions: { persistedQuery } });
assert.equal(unknown.errors[0].message, 'PersistedQueryNotFound');
await ask({ query, extensions: { persistedQuery } });
assert.equal((await ask({ extensions: { persistedQuery } })).data.viewer.subject, 'operator');
