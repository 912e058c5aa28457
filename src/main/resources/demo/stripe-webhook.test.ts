import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receive } from './stripe-webhook.ts';

const delivery = { rawBody: '{"id":"evt_1"}', signature: 't=1,v1=00', secret: 'whsec_test' };
const event = {
  id: 'evt_1',
  type: 'invoice.paid',
  created: 1_767_225_600,
  data: { object: { id: 'in_1', amount_paid: 4900 } },
};

function world(known: boolean) {
  const statements: string[] = [];
  const tx = async (text: TemplateStringsArray) => {
    statements.push(text.join('?').trim().split(/\s+/).slice(0, 2).join(' '));
    return known ? [] : [{ id: event.id }];
  };
  const sql = { begin: (work: (tx: unknown) => unknown) => work(tx) };
  return { sql, statements } as any;
}

const signed = { webhooks: { constructEventAsync: async () => event } } as any;
const forged = { webhooks: { constructEventAsync: async () => Promise.reject(new Error('bad signature')) } } as any;

test('a paid invoice is noted once', async () => {
  const { sql, statements } = world(false);
  assert.equal(await receive(sql, signed, delivery), 200);
  assert.deepEqual(statements, ['INSERT INTO', 'UPDATE invoice', 'UPDATE stripe_event']);
});

test('a repeated delivery changes nothing and is not sent again', async () => {
  const { sql, statements } = world(true);
  assert.equal(await receive(sql, signed, delivery), 200);
  assert.deepEqual(statements, ['INSERT INTO']);
});

test('a forged delivery reaches no table', async () => {
  const { sql, statements } = world(false);
  assert.equal(await receive(sql, forged, delivery), 400);
  assert.deepEqual(statements, []);
});
