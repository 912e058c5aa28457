// The contract's own client against a running gateway.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { test } from 'node:test';
import WebSocket, { WebSocketServer } from 'ws';
import { BatonError, Refused, clientCredentials, createBaton } from '../client/baton.js';
import * as operations from '../client/operations.js';
import { fragile, token, url } from './gateway.js';

const EVENTS = 12;
const address = (port) => `http://127.0.0.1:${port}`;
const as = (client, at = url.href) => clientCredentials({ url: at, clientId: client, clientSecret: client });
const task = (more) => ({ title: 'A task', type: 'test', requiredCapabilities: ['nobody'], ...more });

for (const transport of ['socket', 'events']) {
  test(`over ${transport} every event comes once, though the connection breaks`, { timeout: 60_000 }, async () => {
    const proxy = await fragile();
    const watcher = createBaton({ url: address(proxy.port), token: as('viewer'), transport, WebSocket });
    const boss = createBaton({ url: url.href, token: as('operator') });
    const wanted = new Set();
    const heard = [];
    const states = new Set();
    const ended = new AbortController();
    const after = (await boss.execute(operations.Head)).workspace.head;
    const listening = (async () => {
      for await (const event of watcher.stream(operations.ActivityStream, { after }, { signal: ended.signal })) {
        states.add(watcher.state);
        heard.push(event);
        if (heard.length % 5 === 0) proxy.cut();
        if (heard.filter(({ taskId }) => wanted.has(taskId)).length >= EVENTS) break;
      }
    })();
    const order = [];
    for (let i = 0; i < EVENTS; i++) {
      // One that waits has one event only.
      const input = task({ title: `${transport} ${i}`, notBefore: '2030-01-01T00:00:00Z' });
      const { task: made } = await boss.run(operations.DelegateTask, input);
      wanted.add(made.id);
      order.push(made.id);
    }
    await listening;
    assert.deepEqual(heard.map(({ taskId }) => taskId).filter((id) => wanted.has(id)), order);
    const cursors = heard.map(({ cursor }) => cursor);
    assert.equal(new Set(cursors).size, cursors.length);
    assert.equal(watcher.state, 'idle');
    for (const taskId of order) await boss.run(operations.CancelTask, { taskId });
    proxy.close();
  });

  test(`over ${transport} a stream that begins now misses nothing, though nothing came before it broke`, async () => {
    const proxy = await fragile();
    const watcher = createBaton({ url: address(proxy.port), token: as('viewer'), transport, WebSocket });
    const boss = createBaton({ url: url.href, token: as('operator') });
    const id = await new Promise((resolve, reject) => {
      let made;
      const early = [];
      const stop = watcher.subscribe(operations.Live, {}, {
        next(event) {
          early.push(event.taskId);
          if (made && early.includes(made)) { stop(); resolve(made); }
        },
        error: reject,
      });
      const live = setInterval(async () => {
        if (watcher.state !== 'live') return;
        clearInterval(live);
        proxy.cut();
        const input = task({ notBefore: '2030-01-01T00:00:00Z' });
        made = (await boss.run(operations.DelegateTask, input)).task.id;
        if (early.includes(made)) { stop(); resolve(made); }
      }, 20);
    });
    await boss.run(operations.CancelTask, { taskId: id });
    proxy.close();
  });

  test(`over ${transport} a rejected token is renewed`, { timeout: 20_000 }, async () => {
    const tokens = ['not.a.token', await token('operator')];
    const watcher = createBaton({ url: url.href, token: async () => tokens.shift(), transport, WebSocket });
    await new Promise((resolve, reject) => {
      const states = setInterval(() => { if (watcher.state === 'live') { clearInterval(states); resolve(); } }, 20);
      watcher.subscribe(operations.Live, { after: undefined }, { next() {}, error: reject });
    });
    watcher.close();
    assert.equal(watcher.state, 'idle');
  });

  test(`over ${transport} a cursor of another log is told, and not tried again`, { timeout: 20_000 }, async () => {
    const watcher = createBaton({ url: url.href, token: as('viewer'), transport, WebSocket });
    const error = await new Promise((resolve) => {
      watcher.subscribe(operations.Live, { after: 'no cursor' }, { next() {}, error: resolve });
    });
    assert.ok(error instanceof BatonError);
    assert.ok(['CURSOR_EXPIRED', 'BAD_REQUEST'].includes(error.code), error.code);
    assert.equal(error.retryable, false);
  });
}

for (const transport of ['socket', 'events']) {
  test(`over ${transport} operations are sent as their ids`, { timeout: 20_000 }, async () => {
    const baton = createBaton({ url: url.href, token: as('operator'), documents: 'id', transport, WebSocket });
    const after = (await baton.execute(operations.Head)).workspace.head;
    const input = task({ notBefore: '2030-01-01T00:00:00Z' });
    const { id } = (await baton.run(operations.DelegateTask, input)).task;
    for await (const event of baton.stream(operations.Live, { after })) if (event.taskId === id) break;
    await baton.run(operations.CancelTask, { taskId: id });
  });
}

test('a socket is given a new token before the one it has ends, and stays', { timeout: 20_000 }, async () => {
  const tokens = [await token('viewer'), await token('viewer')];
  const [sockets, sent, heard] = [[], [], []];
  // It hears that its first token ends in a second.
  class Hurried extends WebSocket {
    constructor(...how) { super(...how); sockets.push(this); }
    send(text) { sent.push(JSON.parse(text)); super.send(text); }
    set onmessage(listen) {
      this.on('message', (text) => {
        const message = JSON.parse(text);
        heard.push(structuredClone(message));
        if (message.type === 'connection_ack') message.payload.expiresAt = new Date(Date.now() + 1_000).toISOString();
        listen({ data: JSON.stringify(message) });
      });
    }
  }
  const watcher = createBaton({ url: url.href, token: () => tokens.shift(), transport: 'socket', WebSocket: Hurried });
  const [, next] = tokens;
  const after = (await createBaton({ url: url.href, token: as('viewer') }).execute(operations.Head)).workspace.head;
  const told = [];
  watcher.subscribe(operations.Live, { after }, { next: ({ taskId }) => told.push(taskId), error: assert.fail });
  await until(() => heard.find(({ type, payload }) => type === 'pong' && payload?.expiresAt));
  const pings = sent.filter(({ type }) => type === 'ping').map(({ payload }) => payload.Authorization);
  assert.deepEqual(pings, [`Bearer ${next}`]);
  const boss = createBaton({ url: url.href, token: as('operator') });
  const { id } = (await boss.run(operations.DelegateTask, task({ notBefore: '2030-01-01T00:00:00Z' }))).task;
  await until(() => told.includes(id));
  assert.equal(sockets.length, 1);
  watcher.close();
  await boss.run(operations.CancelTask, { taskId: id });
});

for (const [transport, gateway] of Object.entries({ socket: forgetfulSocket, events: forgetfulEvents })) {
  test(`over ${transport} it asks for what is behind the last event, and shows none twice though it is told twice`, { timeout: 20_000 }, async (t) => {
    const asked = [];
    // Each time it tells all from the beginning, and two more; then the connection breaks.
    const tell = (after) => {
      asked.push(after);
      return Array.from({ length: 2 * asked.length }, (_, n) => ({ cursor: `c${n + 1}` }));
    };
    const { port, close } = await gateway(tell);
    t.after(close);
    const watcher = createBaton({ url: address(port), token: 'any', transport, WebSocket });
    const shown = [];
    watcher.subscribe(operations.ActivityStream, { after: 'c0' }, { next: ({ cursor }) => shown.push(cursor), error: assert.fail });
    await until(() => asked.length >= 4);
    watcher.close();
    assert.deepEqual(asked.slice(0, 4), ['c0', 'c2', 'c4', 'c6']);
    assert.deepEqual(shown.slice(0, 6), ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']);
  });
}

test('a token that is a value and does not hold is an error', async () => {
  const baton = createBaton({ url: url.href, token: 'no token' });
  await assert.rejects(baton.execute(operations.Overview), { code: 'UNAUTHENTICATED', retryable: false });
});

test('a token function is asked again where its token was rejected', async () => {
  const tokens = ['no token', await token('viewer')];
  const baton = createBaton({ url: url.href, token: () => tokens.shift() });
  assert.equal((await baton.execute(operations.Overview)).viewer.subject, 'viewer');
  assert.deepEqual(tokens, []);
});

test('a refusal has its problems', async () => {
  const baton = createBaton({ url: url.href, token: as('operator') });
  await assert.rejects(baton.run(operations.DelegateTask, task({ title: '' })), (refused) => {
    assert.ok(refused instanceof Refused);
    assert.equal(refused.code, 'INVALID_INPUT');
    assert.deepEqual(refused.problems[0].fields.map(({ path }) => path.join('.')), ['title']);
    return true;
  });
});

test('an answer that is lost is asked for again, and the task is there once', async () => {
  const lossy = await between((count) => count === 0);
  const baton = createBaton({ url: address(lossy.port), token: await token('operator') });
  const title = `once ${randomUUID()}`;
  const { task: made } = await baton.run(operations.DelegateTask, task({ title, notBefore: '2030-01-01T00:00:00Z' }));
  const page = await baton.execute(operations.Board, { states: ['WAITING'], first: 100 });
  assert.deepEqual(page.tasks.nodes.filter((each) => each.title === title).map(({ id }) => id), [made.id]);
  assert.ok(lossy.seen() >= 3);
  await baton.run(operations.CancelTask, { taskId: made.id });
  lossy.close();
});

test('a gateway that is not there is UNREACHABLE', async () => {
  const baton = createBaton({ url: 'http://127.0.0.1:1', token: 'any', retries: 1 });
  await assert.rejects(baton.execute(operations.Overview), { code: 'UNREACHABLE', retryable: true });
});

test('a stream that is called off tells no more, though more has come', { timeout: 20_000 }, async (t) => {
  const { port, close } = await forgetfulSocket(() => Array.from({ length: 20 }, (_, n) => ({ cursor: `c${n}` })));
  t.after(close);
  const watcher = createBaton({ url: address(port), token: 'any', WebSocket });
  const ended = new AbortController();
  const told = [];
  for await (const event of watcher.stream(operations.ActivityStream, { after: 'c' }, { signal: ended.signal })) {
    told.push(event);
    // All of them are there by now.
    await new Promise((later) => setTimeout(later, 100));
    ended.abort();
  }
  assert.equal(told.length, 1);
  assert.equal(watcher.state, 'idle');
});

test('however many ask while a token is due, one is fetched', async (t) => {
  const { port } = await proxied(t, { '/graphql': [] });
  const now = Math.floor(Date.now() / 1000);
  const old = `x.${btoa(JSON.stringify({ iat: now - 100, exp: now }))}.x`;
  let fetched = 0;
  const source = async () => { await new Promise((later) => setTimeout(later, 50)); return fetched++ ? 'new' : old; };
  const baton = createBaton({ url: address(port), token: source });
  await baton.execute(operations.Head);
  await Promise.all(Array.from({ length: 20 }, () => baton.execute(operations.Head)));
  assert.equal(fetched, 2);
});

test('what a proxy says for a gateway that starts is waited out', { timeout: 20_000 }, async (t) => {
  const { port, seen } = await proxied(t, {
    '/oauth2/token': [[502, '<h1>Bad gateway</h1>']],
    '/graphql': [[502, '{"message": "Bad gateway"}'], [429, 'Too many', '1'], [503, '{"message": "Unavailable"}']],
  });
  const baton = createBaton({ url: address(port), token: as('operator', address(port)) });
  assert.deepEqual(await baton.execute(operations.Head), { workspace: { head: 'here' } });
  assert.equal(seen.filter((path) => path === '/graphql').length, 4);
});

test('events come when a proxy that is too busy has had its pause', { timeout: 20_000 }, async (t) => {
  const { port } = await proxied(t, { '/graphql': [[429, 'Too many', '1'], [502, 'Bad gateway']] });
  const watcher = createBaton({ url: address(port), token: 'any', transport: 'events' });
  for await (const event of watcher.stream(operations.ActivityStream, { after: 'c0' })) {
    assert.equal(event.cursor, 'c1');
    break;
  }
});

test('what is sent twice safely only with keys of its own is not sent again', () => {
  assert.equal(operations.CompleteTasks.repeatable, false);
  assert.equal(operations.CompleteTask.keyed, true);
});

async function until(so) {
  for (const deadline = Date.now() + 15_000; !so();) {
    assert.ok(Date.now() < deadline, `in vain: ${so}`);
    await new Promise((again) => setTimeout(again, 20));
  }
}

// Gateways that do not know what they have told: what `tell` answers to a place, they tell, and break off.
async function forgetfulSocket(tell) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' });
  server.on('connection', (socket) => socket.on('message', (text) => {
    const { id, type, payload } = JSON.parse(text);
    if (type === 'connection_init') socket.send(JSON.stringify({ type: 'connection_ack' }));
    if (type !== 'subscribe') return;
    for (const events of tell(payload.variables.after)) socket.send(JSON.stringify({ id, type: 'next', payload: { data: { events } } }));
    socket.close(1012);
  }));
  await new Promise((listening) => server.on('listening', listening));
  return { port: server.address().port, close: () => server.close() };
}

async function forgetfulEvents(tell) {
  const server = http.createServer(async (request, response) => {
    const body = [];
    for await (const piece of request) body.push(piece);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const events of tell(JSON.parse(Buffer.concat(body)).variables.after)) {
      response.write(`event: next\ndata: ${JSON.stringify({ data: { events } })}\n\n`);
    }
    response.end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: server.address().port, close: () => server.close() };
}

// A proxy that says something of its own at first, by the path, and then has a gateway behind it.
async function proxied(t, before) {
  const seen = [];
  const server = http.createServer((request, response) => {
    seen.push(request.url);
    request.resume();
    const [status, body, seconds] = before[request.url].shift() ?? [];
    if (status) return response.writeHead(status, seconds && { 'retry-after': seconds }).end(body);
    if (request.url === '/oauth2/token') return response.end('{"access_token": "any"}');
    if (!/event-stream/.test(request.headers.accept)) return response.end('{"data": {"workspace": {"head": "here"}}}');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: next\ndata: {"data": {"events": {"cursor": "c1"}}}\n\n');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => { server.close(); server.closeAllConnections(); });
  return { port: server.address().port, seen };
}

// A proxy that lets the gateway do what is asked and loses some of the answers.
async function between(lost) {
  let count = 0;
  const server = http.createServer(async (request, response) => {
    const body = [];
    for await (const piece of request) body.push(piece);
    const answer = await fetch(new URL(request.url, url), {
      method: request.method,
      headers: { authorization: request.headers.authorization, 'content-type': request.headers['content-type'] },
      body: Buffer.concat(body),
    });
    const text = await answer.text();
    if (lost(count++)) return request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') });
    response.end(text);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: server.address().port, seen: () => count, close: () => server.close() };
}
