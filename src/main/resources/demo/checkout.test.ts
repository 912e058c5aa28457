import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCheckout } from './checkout.ts';

const request = {
  accountId: '6f1c1b0e-1d53-4c0e-9a5e-0c8f2f3f7a11',
  planId: 'team-monthly',
  idempotencyKey: 'b4b7a9a0-6b0a-4b8e-8f62-6f0f6f2b9f5e',
  returnTo: new URL('https://app.example.com'),
};

function world(plans: object[], live: object[]) {
  const answers = [plans, live];
  const calls: unknown[][] = [];
  const sql = async () => answers.shift();
  const create = async (...call: unknown[]) => {
    calls.push(call);
    return { url: 'https://checkout.stripe.com/c/pay/cs_test_1', expires_at: 1_767_225_600 };
  };
  return { sql, stripe: { checkout: { sessions: { create } } }, calls } as any;
}

test('a plan leads to a payment page', async () => {
  const { sql, stripe } = world([{ stripe_price_id: 'price_1' }], []);
  assert.deepEqual(await createCheckout(sql, stripe, request), {
    url: 'https://checkout.stripe.com/c/pay/cs_test_1',
    expiresAt: '2026-01-01T00:00:00.000Z',
  });
});

test('the key of the click reaches Stripe, so a double click pays once', async () => {
  const { sql, stripe, calls } = world([{ stripe_price_id: 'price_1' }], []);
  await createCheckout(sql, stripe, request);
  assert.deepEqual(calls[0][1], { idempotencyKey: `${request.accountId}:${request.idempotencyKey}` });
});

test('an unknown plan is refused before Stripe is asked', async () => {
  const { sql, stripe, calls } = world([], []);
  await assert.rejects(createCheckout(sql, stripe, request), { status: 404 });
  assert.equal(calls.length, 0);
});

test('nobody subscribes twice', async () => {
  const { sql, stripe } = world([{ stripe_price_id: 'price_1' }], [{}]);
  await assert.rejects(createCheckout(sql, stripe, request), { status: 409 });
});
