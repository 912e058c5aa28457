// The clients that others write dashboards with: they need nothing of ours but the schema.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import apollo from '@apollo/client/core/core.cjs';
import subscriptions from '@apollo/client/link/subscriptions/subscriptions.cjs';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { createBaton } from '../client/baton.js';
import * as operations from '../client/operations.js';
import { token, url } from './gateway.js';

const graphql = new URL('/graphql', url).href;
const contract = path.resolve(import.meta.dirname, '..');
const ended = '2030-01-01T00:00:00Z';

function socket(bearer) {
  return createClient({
    url: graphql.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${bearer}` },
  });
}

/** Makes a task when it is called, and takes it away again. */
async function happens() {
  const baton = createBaton({ url: url.href, token: await token('operator') });
  const { task } = await baton.run(operations.DelegateTask, { title: 'Heard', type: 'test', notBefore: ended });
  await baton.run(operations.CancelTask, { taskId: task.id });
  return task.id;
}

test('Apollo Client asks, pages and hears', { timeout: 30_000 }, async () => {
  const bearer = await token('viewer');
  const wire = socket(bearer);
  const client = new apollo.ApolloClient({
    cache: new apollo.InMemoryCache({ possibleTypes: { Node: ['Task', 'Agent'] } }),
    link: apollo.split(
      ({ query }) => apollo.gql`${query}`.definitions.some((each) => each.operation === 'subscription'),
      new subscriptions.GraphQLWsLink(wire),
      new apollo.HttpLink({ uri: graphql, headers: { authorization: `Bearer ${bearer}` }, fetch }),
    ),
  });
  const { data } = await client.query({ query: apollo.gql(operations.Overview.text) });
  assert.equal(data.viewer.subject, 'viewer');
  const made = [await happens(), await happens(), await happens()];
  const read = async (after) => (await client.query({
    query: apollo.gql(operations.Board.text), variables: { states: ['CANCELED'], first: 2, after },
  })).data.tasks;
  const page = await read();
  const rest = await read(page.pageInfo.endCursor);
  assert.deepEqual([...page.nodes, ...rest.nodes].slice(0, 3).map(({ id }) => id), made.toReversed());
  const canceled = [];
  const heard = new Promise((resolve, reject) => {
    client.subscribe({ query: apollo.gql(operations.Live.text), variables: { after: data.workspace.head } })
      .subscribe({
        next({ data: { events } }) {
          if (events.__typename === 'TaskCanceled') canceled.push(events.taskId);
          if (canceled.length === 4) resolve();
        },
        error: reject,
      });
  });
  made.push(await happens());
  await heard;
  assert.deepEqual(canceled, made);
  client.stop();
  await wire.dispose();
});

test('urql asks, is refused and hears', { timeout: 30_000 }, async () => {
  const bearer = await token('operator');
  const wire = socket(bearer);
  const client = new Client({
    url: graphql,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${bearer}` } },
    exchanges: [fetchExchange, subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({ unsubscribe: wire.subscribe({ query, variables }, sink) }),
      }),
    })],
  });
  const { data } = await client.query(operations.Overview.text, {}).toPromise();
  assert.equal(data.viewer.subject, 'operator');
  const refused = await client.mutation(operations.DelegateTask.text, { input: { title: '', type: 'test' } }).toPromise();
  assert.equal(refused.data.delegateTask.problems[0].code, 'INVALID_INPUT');
  const wrong = await client.query('query Wrong { nothing }', {}).toPromise();
  assert.equal(wrong.error.graphQLErrors[0].extensions.code, 'VALIDATION_FAILED');
  const heard = new Promise((resolve) => {
    const { unsubscribe } = client.subscription(operations.Live.text, { after: data.workspace.head })
      .subscribe(({ data: told }) => {
        if (told?.events.__typename !== 'TaskCanceled') return;
        resolve(told.events.taskId);
        queueMicrotask(() => unsubscribe());
      });
  });
  const id = await happens();
  assert.equal(await heard, id);
  await wire.dispose();
});

test("Relay's compiler takes the schema, with pages and refetching", { timeout: 60_000 }, async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'relay-'));
  const compiler = path.join(import.meta.dirname, 'node_modules', 'relay-compiler', 'cli.js');
  await fs.mkdir(path.join(folder, 'src'));
  await fs.copyFile(path.join(contract, 'schema.graphql'), path.join(folder, 'schema.graphql'));
  await fs.writeFile(path.join(folder, 'package.json'), '{}');
  await fs.writeFile(path.join(folder, 'relay.config.json'), JSON.stringify({
    src: './src', schema: './schema.graphql', language: 'javascript', eagerEsModules: true,
    featureFlags: {}, customScalarTypes: {},
  }));
  await fs.writeFile(path.join(folder, 'src', 'Board.js'), `
    import { graphql } from 'react-relay';
    export const page = graphql\`
      fragment Board_page on Query
      @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
      @refetchable(queryName: "BoardPageQuery") {
        tasks(first: $count, after: $cursor) @connection(key: "Board_tasks") {
          edges { node { id title state assignee { ...Board_agent } } }
        }
      }\`;
    export const agent = graphql\`
      fragment Board_agent on Agent @refetchable(queryName: "BoardAgentQuery") { displayName presence }\`;
    export const live = graphql\`
      subscription BoardLiveSubscription($after: String) { taskEvents(after: $after) { __typename cursor task { id state } } }\`;
  `);
  const { stdout } = await promisify(execFile)(process.execPath, [compiler], { cwd: folder });
  assert.match(stdout, /Compilation completed/);
  const made = await fs.readdir(path.join(folder, 'src', '__generated__'));
  assert.ok(made.includes('BoardPageQuery.graphql.js') && made.includes('BoardAgentQuery.graphql.js'), made.join());
  await fs.rm(folder, { recursive: true });
});
