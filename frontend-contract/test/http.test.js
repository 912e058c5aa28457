// The audits of graphql-http: each MUST and SHOULD passes, but five SHOULDs, which are those of an older draft. In their
// place stands what the draft of August 2026 says: a request error has its own status whatever the client accepts, and
// what is well-formed but cannot be run is 422.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { token, url } from './gateway.js';

const OUTDATED = {
  '572B': { query: '{', accept: 'application/json', status: 400 },
  FDE2: { query: '{ nothing }', accept: 'application/json', status: 422 },
  '7B9B': { query: 'query ($id: ID!) { __typename }', accept: 'application/json', status: 422 },
  '74FF': { query: '{ nothing }', accept: 'application/graphql-response+json', status: 422 },
  '86EE': { query: 'query ($id: ID!) { __typename }', accept: 'application/graphql-response+json', status: 422 },
};
// What an older draft let a server do, and this one does otherwise: 422, not 400, for a request that is not well-formed.
const OTHERWISE = /^MAY use 400 status code (on|if|on missing) /;

let bearer;
before(async () => { bearer = await token('viewer'); });
const authorized = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, authorization: `Bearer ${bearer}` } });

const audits = serverAudits({ url: new URL('/graphql', url).href, fetchFn: authorized });
for (const audit of audits.filter(({ id, name }) => !(id in OUTDATED) && !OTHERWISE.test(name))) {
  test(`${audit.id}: ${audit.name}`, async () => {
    const { status, reason } = await audit.fn();
    assert.equal(status, 'ok', reason);
  });
}

for (const [id, { query, accept, status }] of Object.entries(OUTDATED)) {
  test(`In place of ${id}: ${query} is ${status} for ${accept}`, async () => {
    assert.ok(audits.some((audit) => audit.id === id && audit.name.startsWith('SHOULD')));
    const answer = await authorized(new URL('/graphql', url), {
      method: 'POST',
      headers: { accept, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    assert.equal(answer.status, status);
    assert.match(answer.headers.get('content-type'), /^application\/graphql-response\+json; ?charset=utf-8$/i);
    const { data, errors } = await answer.json();
    assert.equal(data, undefined);
    assert.equal(errors.length, 1);
  });
}
