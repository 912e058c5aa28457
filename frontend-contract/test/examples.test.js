// The examples run as they are.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import ts from 'typescript';
import { clientCredentials, createBaton } from '../client/baton.js';
import * as operations from '../client/operations.js';
import { EXECUTABLE, fragile, url } from './gateway.js';

const contract = path.resolve(import.meta.dirname, '..');
const as = (client) => createBaton({ url: url.href, token: clientCredentials({ url: url.href, clientId: client, clientSecret: client }) });
const agentFile = path.join(contract, 'examples', 'agent.ts');
const [admin, boss] = [as('admin'), as('operator')];

async function hire() {
  const { agent } = await admin.run(operations.RegisterAgent, { handle: `example-${randomUUID().slice(0, 8)}`, kind: 'SPECIALIST' });
  const { clientId, clientSecret } = await admin.run(operations.CreateAgentCredential, { agentId: agent.id });
  return { id: agent.id, env: { ...process.env, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } };
}

async function delegate(assigneeId, title) {
  const { task } = await boss.run(operations.DelegateTask, { title, type: 'example', instructions: 'Say something.', assigneeId });
  return task.id;
}

async function ended(id) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const { task } = await boss.execute(operations.TaskPage, { id });
    if (task.endedAt) return task;
    await new Promise((again) => setTimeout(again, 100));
  }
  throw new Error('It did not end.');
}

test('the agent keeps to the types of the contract', () => {
  const program = ts.createProgram([agentFile], {
    noEmit: true,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    typeRoots: [path.join(import.meta.dirname, 'node_modules', '@types')],
    types: ['node'],
  });
  const messages = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  assert.deepEqual(messages, []);
});

test('the agent works, though its gateway goes and comes back', { timeout: 120_000 }, async (t) => {
  const [agent, proxy] = [await hire(), await fragile()];
  t.after(() => proxy.close());
  const process_ = spawn(path.join(import.meta.dirname, 'node_modules', '.bin', 'tsx'), [agentFile], {
    env: { ...agent.env, BATON_URL: `http://127.0.0.1:${proxy.port}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => process_.kill());
  const first = await ended(await delegate(agent.id, 'Before'));
  assert.deepEqual([first.state, first.deliverables.nodes[0].name], ['COMPLETED', 'answer.md']);
  await proxy.down();
  const second = await delegate(agent.id, 'Meanwhile');
  await new Promise((later) => setTimeout(later, 1_500));
  await proxy.up();
  const done = await ended(second);
  assert.equal(done.state, 'COMPLETED');
  assert.equal(done.deliverables.nodes.length, 1);
  assert.equal((await ended(await delegate(agent.id, 'After'))).state, 'COMPLETED');
});

test('the example of the README goes on from the state, and is told what it did', { timeout: 60_000 }, async (t) => {
  const readme = fs.readFileSync(path.join(contract, 'README.md'), 'utf8');
  const [, example] = readme.match(/^## The client\n[^]*?```js\n([^]*?)```/m);
  assert.ok(example.includes('http://localhost:8080'));
  const running = spawn(process.execPath, ['--input-type=module', '--eval', example.replace('http://localhost:8080', url.origin)], {
    cwd: contract,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => running.kill());
  let told = '';
  for await (const piece of running.stdout) if (/TaskDelegated/.test(told += piece)) break;
  assert.match(told, /Write the release notes/);
});

test('the agent of curl and shell works', { timeout: 60_000 }, async () => {
  const agent = await hire();
  const id = await delegate(agent.id, 'For curl');
  const { stdout } = await promisify(execFile)('bash', [path.join(contract, 'examples', 'agent.sh')], {
    env: { ...agent.env, BATON_URL: url.origin },
  }).catch((error) => error);
  assert.match(stdout, /^COMPLETED$/m);
  assert.equal((await ended(id)).state, 'COMPLETED');
});

test('the agent of curl and shell does not take a gateway that is away for one with nothing to do', async (t) => {
  const gateway = http.createServer((request, response) => {
    request.resume();
    if (request.url === '/oauth2/token') response.end('{"access_token": "any"}');
    else response.writeHead(503).end();
  });
  await new Promise((listening) => gateway.listen(0, '127.0.0.1', listening));
  t.after(() => gateway.close());
  const run = promisify(execFile)('bash', [path.join(contract, 'examples', 'agent.sh')], {
    env: { ...process.env, BATON_URL: `http://127.0.0.1:${gateway.address().port}`, CLIENT_ID: 'any', CLIENT_SECRET: 'any' },
  });
  await assert.rejects(run, ({ code, stderr }) => code === 1 && /503/.test(stderr));
});

test('the widget tells what happens', { timeout: 60_000 }, async (t) => {
  // The page comes from this test, which the browser does not take for a machine near by.
  const args = ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'];
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args });
  t.after(() => browser.close());
  const page = await browser.newPage();
  // As if the gateway's own address served the page: no permission to ask across origins is needed.
  await page.route(`${url.origin}/page/**`, (route) => {
    const file = path.join(contract, new URL(route.request().url()).pathname.replace('/page/', ''));
    const body = fs.readFileSync(file, 'utf8').replace('http://localhost:8080', url.origin);
    route.fulfill({ body, contentType: file.endsWith('.html') ? 'text/html' : 'text/javascript' });
  });
  await page.goto(`${url.origin}/page/examples/widget.html`);
  await page.locator('baton-tasks[data-state="live"]').waitFor();
  const title = `Shown ${randomUUID()}`;
  const widget = page.locator('baton-tasks');
  const seen = widget.evaluate((element, wanted) => new Promise((found) => {
    const look = () => element.textContent.includes(wanted) && found(element.textContent);
    new MutationObserver(look).observe(element, { childList: true, characterData: true, subtree: true });
    look();
  }), title);
  const { task } = await boss.run(operations.DelegateTask, { title, type: 'example', notBefore: '2030-01-01T00:00:00Z' });
  await boss.run(operations.CancelTask, { taskId: task.id });
  assert.match(await seen, /WAITING|CANCELED/);
});
