// The clients of reference come back after a broken connection, with the cursor of the last event that they saw, and
// have heard everything once and in order.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import WebSocket from 'ws';
import { execute, fragile, token } from './gateway.js';

const EVENTS = 12;
const SUBSCRIPTION = `
  subscription($after: String, $labels: [String!]) {
    taskEvents(after: $after, filter: { labels: $labels }) { cursor ... on TaskDelegated { title } }
  }`;
const DELEGATE = `
  mutation($title: String!, $labels: [String!]!) {
    delegateTask(input: { title: $title, type: "test", labels: $labels, requiredCapabilities: ["nobody"] }) {
      task { id } problems { message }
    }
  }`;

const clients = {
  'graphql-ws': (port, bearer) => createSocketClient({
    url: `ws://127.0.0.1:${port}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${bearer}` },
    retryAttempts: 10,
    retryWait: () => new Promise((again) => setTimeout(again, 50)),
    shouldRetry: () => true,
  }),
  'graphql-sse': (port, bearer) => createSseClient({
    url: `http://127.0.0.1:${port}/graphql`,
    headers: { authorization: `Bearer ${bearer}` },
    retryAttempts: 10,
    retry: () => new Promise((again) => setTimeout(again, 50)),
  }),
};

for (const [name, create] of Object.entries(clients)) {
  test(`${name} hears every event once, though its connection breaks`, { timeout: 60_000 }, async () => {
    const [viewer, operator, proxy] = await Promise.all([token('viewer'), token('operator'), fragile()]);
    const client = create(proxy.port, viewer);
    const labels = [`contract-${randomUUID()}`];
    let after = (await execute(viewer, '{ workspace { head } }')).workspace.head;
    const heard = [];
    const done = new Promise((complete, failed) => {
      client.subscribe(
        // Read at each attempt to connect.
        { query: SUBSCRIPTION, get variables() { return { after, labels }; } },
        {
          next({ data, errors }) {
            if (errors) return failed(new Error(JSON.stringify(errors)));
            after = data.taskEvents.cursor;
            heard.push(data.taskEvents.title);
            if (heard.length % 5 === 0) proxy.cut();
            if (heard.length === EVENTS) complete();
          },
          error: failed,
          complete: () => failed(new Error('The stream was completed')),
        },
      );
    });
    const titles = Array.from({ length: EVENTS }, (_, i) => `${name} ${i}`);
    for (const title of titles) {
      const { delegateTask } = await execute(operator, DELEGATE, { title, labels });
      assert.deepEqual(delegateTask.problems, []);
    }
    await done;
    // What would come twice would come now.
    await new Promise((later) => setTimeout(later, 300));
    assert.deepEqual(heard, titles);
    client.dispose();
    proxy.close();
  });
}

test('graphql-ws is told why a token is rejected, and may come back', { timeout: 20_000 }, async () => {
  const [proxy, viewer] = [await fragile(), await token('viewer')];
  const codes = [];
  const tokens = ['not a token', viewer];
  const client = createSocketClient({
    url: `ws://127.0.0.1:${proxy.port}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: () => ({ Authorization: `Bearer ${tokens.shift()}` }),
    retryWait: async () => {},
    on: { closed: (event) => codes.push(event.code) },
  });
  const answer = await new Promise((next, error) => {
    client.subscribe({ query: '{ viewer { subject } }' }, { next, error, complete() {} });
  });
  assert.equal(answer.data.viewer.subject, 'viewer');
  assert.deepEqual(codes, [4403]);
  await client.dispose();
  proxy.close();
});
