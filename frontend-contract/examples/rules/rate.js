// A client has a bucket of points: the answers say what is left, and an empty one when to come back.
import assert from 'node:assert/strict';
import { ask } from './ask.js';

// An administrator gives a client a small bucket, so that this need not spend a large one.
const setPlan = (plan) => ask({
  query: 'mutation ($input: SetClientPlanInput!) { setClientPlan(input: $input) { problems { message } } }',
  variables: { input: { subject: 'other-viewer', plan } },
}, 'other-admin');
const tasks = { query: '{ tasks(first: 20) { nodes { id } } }' };

const { extensions: { cost: { requestedQueryCost: price } } } =
  await ask({ ...tasks, extensions: { dryRun: true } }, 'other-viewer');
await setPlan({ capacity: price + 1, refillPerSecond: 1, maxOperationCost: price + 1 });
try {
  const { data, headers } = await ask({ query: '{ rateLimit { limit remaining resetAt } }' }, 'other-viewer');
  assert.equal(data.rateLimit.limit, price + 1);
  assert.match(headers.get('ratelimit'), /"client";r=\d+/);
  assert.match(headers.get('ratelimit-policy'), /"client";q=\d+/);

  // Asked at once, only some can be had: the price is taken before anything runs.
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(tasks, 'other-viewer')));
  const refused = answers.find(({ status }) => status === 429);
  assert.ok(refused);
  assert.equal(refused.errors[0].extensions.code, 'RATE_LIMITED');
  assert.equal(refused.errors[0].extensions.retryable, true);
  assert.ok(refused.errors[0].extensions.retryAfterMs > 0);
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
} finally {
  await setPlan(null);
}
