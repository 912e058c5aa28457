// The dashboard in a browser, at a running gateway: what people do with it, and what must never happen in it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { clientCredentials, createBaton } from '../client/baton.js';
import * as operations from '../client/operations.js';
import { EXECUTABLE, fragile, token, url } from './gateway.js';

const PAGES = ['board', 'crew', 'activity', 'dead-letters', 'charts', 'delegate'];
const as = (client) => createBaton({
  url: url.href,
  token: clientCredentials({ url: url.href, clientId: client, clientSecret: client }),
});
const [admin, boss] = [as('admin'), as('operator')];
let browser;
let agent;
let worker;

before(async () => {
  browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
  const input = { handle: `browser-${randomUUID().slice(0, 8)}`, displayName: 'Browser <i>tester</i>', kind: 'SPECIALIST', maxConcurrentTasks: 50 };
  ({ agent } = await admin.run(operations.RegisterAgent, input));
  const { clientId, clientSecret } = await admin.run(operations.CreateAgentCredential, { agentId: agent.id });
  worker = createBaton({ url: url.href, token: clientCredentials({ url: url.href, clientId, clientSecret }) });
});

after(async () => {
  await browser.close();
});

async function task(more) {
  const made = await boss.run(operations.DelegateTask, { title: 'A task', type: 'test', assigneeId: agent.id, ...more });
  return made.task.id;
}

async function claim(taskId) {
  const { claims } = await worker.run(operations.ClaimTasks, { limit: 50, leaseSeconds: 600 });
  const { leaseToken } = claims.find((each) => each.task.id === taskId);
  return { taskId, leaseToken };
}

/** A page of somebody who has signed in; what goes wrong in it fails the test. */
async function open(t, { at = url.href, hash = '', client = 'operator', prepare = () => {}, ...how } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...how });
  await prepare(context);
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.stack));
  page.on('dialog', (dialog) => { wrong.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', (message) => {
    // That a connection was cut is no fault of the page.
    if (message.type() === 'error' && !/WebSocket|ERR_|Failed to load resource/.test(message.text())) wrong.push(message.text());
  });
  t.after(() => context.close());
  page.setDefaultTimeout(20_000);
  await page.goto(at);
  await page.getByRole('button', { name: new RegExp(`^${client}`) }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  if (hash) await page.goto(`${at}${hash}`);
  return { page, wrong };
}

const card = (page, column, id) => page.locator(`[data-column="${column}"] [data-task="${id}"]`);

test('a task moves over the board as it happens', { timeout: 60_000 }, async (t) => {
  const { page, wrong } = await open(t);
  const id = await task({ title: 'Watch me move' });
  await card(page, 'queued', id).waitFor();
  const lease = await claim(id);
  await card(page, 'working', id).waitFor();
  assert.equal(await card(page, 'queued', id).count(), 0);
  await worker.run(operations.ReportProgress, { ...lease, percent: 40, milestone: 'Half way, nearly' });
  await card(page, 'working', id).getByText('Half way, nearly').waitFor();
  await worker.run(operations.CompleteTask, { ...lease, result: 'done' });
  await card(page, 'done', id).waitFor();
  assert.deepEqual(wrong, []);
});

test('a question is answered', { timeout: 60_000 }, async (t) => {
  const id = await task({ title: 'Ask me' });
  const lease = await claim(id);
  await worker.run(operations.RequestInput, { ...lease, question: 'Which currency?' });
  const { page, wrong } = await open(t, { hash: '#/board' });
  await card(page, 'asking', id).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Which currency?').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.getByLabel('Answer').fill('Euro');
  await page.getByRole('button', { name: 'Send the answer' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('A question').waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  const answered = (await boss.execute(operations.TaskPage, { id })).task;
  assert.deepEqual([answered.state, answered.answer], ['WORKING', 'Euro']);
  await worker.run(operations.CompleteTask, { ...lease });
  assert.deepEqual(wrong, []);
});

test('a deliverable is sent back, and its next revision accepted', { timeout: 60_000 }, async (t) => {
  const id = await task({ title: 'Hand in', reviewRequired: true });
  const lease = await claim(id);
  const paper = { ...lease, kind: 'DOCUMENTATION', name: 'notes.md', mediaType: 'text/markdown' };
  await worker.run(operations.SubmitDeliverable, { ...paper, content: '# First\n\nToo short.' });
  const { page, wrong } = await open(t, { hash: `#/task/${id}` });
  await page.getByText('notes.md').first().click();
  await page.getByRole('heading', { name: 'First' }).waitFor();
  await page.getByLabel('Comment on notes.md').fill('Say more.');
  // It is a comment, not a verdict: only the buttons give one.
  await page.keyboard.press('Enter');
  await page.keyboard.type('Please.');
  await page.getByRole('button', { name: 'Send back' }).click();
  await page.getByText('Changes requested').waitFor();
  await worker.run(operations.SubmitDeliverable, { ...paper, content: '# Second\n\nLong enough.' });
  await page.getByText('revision 2', { exact: true }).click();
  await page.getByRole('heading', { name: 'Second' }).waitFor();
  await page.locator('details[data-review="PENDING"]').getByRole('button', { name: 'Accept' }).click();
  await page.locator('details[data-review="ACCEPTED"]').waitFor();
  await worker.run(operations.CompleteTask, { ...lease, result: { pages: 2 } });
  await page.getByLabel('A review').getByRole('button', { name: 'Accept' }).click();
  await page.locator('.task-head [data-state="COMPLETED"]').waitFor();
  assert.deepEqual(wrong, []);
});

test('a dead letter has another chance', { timeout: 60_000 }, async (t) => {
  const id = await task({ title: 'Dead on arrival', retryPolicy: { maxAttempts: 1 } });
  const lease = await claim(id);
  await worker.run(operations.FailTask, { ...lease, code: 'BROKEN', message: 'It broke.', retryable: true });
  const { page, wrong } = await open(t, { hash: '#/dead-letters' });
  const letter = page.locator(`[data-task="${id}"]`);
  await letter.getByText('It broke.').waitFor();
  await letter.getByRole('button', { name: 'Retry Dead on arrival' }).click();
  await letter.waitFor({ state: 'detached' });
  assert.equal((await boss.execute(operations.TaskPage, { id })).task.state, 'QUEUED');
  await boss.run(operations.CancelTask, { taskId: id });
  assert.deepEqual(wrong, []);
});

test('dead letters stay as many as were asked for, while others come', { timeout: 60_000 }, async (t) => {
  const count = 103;
  const { tasks } = await boss.run(operations.DelegatePlan, {
    tasks: Array.from({ length: count + 1 }, (_, n) => ({ key: `${n}`, title: `Dead ${n}`, type: 'test', assigneeId: agent.id, retryPolicy: { maxAttempts: 1 } })),
  });
  const left = new Set(tasks.map(({ task: { id } }) => id));
  const die = async (limit) => {
    const { claims } = await worker.run(operations.ClaimTasks, { limit, leaseSeconds: 600 });
    await Promise.all(claims.map(({ task: { id: taskId }, leaseToken }) =>
      worker.run(operations.FailTask, { taskId, leaseToken, code: 'BROKEN', message: 'It broke.', retryable: true })));
    for (const { task: { id } } of claims) left.delete(id);
  };
  while (left.size > 1) await die(Math.min(6, left.size - 1));
  const { page, wrong } = await open(t, { hash: '#/dead-letters' });
  const letters = page.locator('.letters li');
  for (const shown of [50, 100]) {
    await page.waitForFunction((many) => document.querySelectorAll('.letters li').length === many, shown);
    await page.getByRole('button', { name: 'More' }).click();
  }
  await letters.nth(count - 1).waitFor();
  const [id] = left;
  await die(1);
  await page.locator(`[data-task="${id}"]`).waitFor();
  assert.ok(await letters.count() > count, `${await letters.count()} are shown`);
  await boss.run(operations.RetryTasks, { filter: { states: ['DEAD_LETTERED'], types: ['test'] }, limit: 1000 });
  for (const { task: { id: taskId } } of tasks) await boss.run(operations.CancelTask, { taskId });
  assert.deepEqual(wrong, []);
});

test('a page that is opened while the gateway is away is there when it is back', { timeout: 60_000 }, async (t) => {
  const proxy = await fragile();
  t.after(() => proxy.close());
  const id = await task({ title: 'Back again' });
  for (const [hash, there] of [[`#/task/${id}`, 'h1:text("Back again")'], ['#/activity', '.events li'], ['#/dead-letters', 'text=/ran out of attempts/']]) {
    const at = `http://127.0.0.1:${proxy.port}/`;
    const { page, wrong } = await open(t, { at });
    await page.locator('.board[aria-busy="false"]').waitFor();
    await proxy.down();
    await page.evaluate((to) => { location.hash = to; }, hash);
    // So long that all its tries have failed.
    await page.getByRole('alert').waitFor();
    await proxy.up();
    await page.locator(there).first().waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    assert.deepEqual(wrong, []);
    await page.context().close();
  }
  await boss.run(operations.CancelTask, { taskId: id });
});

test('a timeline has no gap, however much happens at once', { timeout: 60_000 }, async (t) => {
  const proxy = await fragile();
  t.after(() => proxy.close());
  const lease = await claim(await task({ title: 'Much to tell' }));
  const { page, wrong } = await open(t, { at: `http://127.0.0.1:${proxy.port}/`, hash: `#/task/${lease.taskId}` });
  await page.locator('.timeline li[data-type="TaskClaimed"]').waitFor();
  await proxy.down();
  const steps = Array.from({ length: 70 }, (_, n) => `Step ${n}.`);
  for (const milestone of steps) await worker.run(operations.ReportProgress, { ...lease, percent: 1, milestone });
  await proxy.up();
  await page.locator('.timeline').getByText('Step 69.').waitFor();
  await page.getByRole('button', { name: 'Earlier' }).click();
  await page.locator('.timeline li[data-type="TaskClaimed"]').waitFor();
  const told = await page.locator('.timeline li').allInnerTexts();
  assert.deepEqual(steps.filter((step) => !told.some((text) => text.includes(step))), []);
  await boss.run(operations.CancelTask, { taskId: lease.taskId });
  assert.deepEqual(wrong, []);
});

test('a task and a plan are delegated, and a refusal says which field it is', { timeout: 60_000 }, async (t) => {
  const { page, wrong } = await open(t, { hash: '#/delegate' });
  const title = `By hand ${randomUUID()}`;
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Type').fill('test');
  await page.getByLabel('Capabilities needed').fill('x'.repeat(101));
  await page.getByRole('button', { name: 'Delegate', exact: true }).click();
  await page.getByText(/^requiredCapabilities/).waitFor();
  await page.getByLabel('Capabilities needed').fill('nobody');
  await page.getByRole('button', { name: 'Delegate', exact: true }).click();
  await page.getByRole('link', { name: title }).waitFor();
  await page.getByRole('button', { name: 'A plan' }).click();
  for (const [index, name] of ['First', 'Second'].entries()) {
    await page.getByLabel(`Title of task ${index + 1}`).fill(`${name} of ${title}`);
    await page.getByLabel(`Type of task ${index + 1}`).fill('test');
    await page.locator(`select[name="to-${index}"]`).selectOption(agent.id);
  }
  await page.getByLabel('Task 2 comes after').fill('1');
  await page.getByRole('button', { name: 'Delegate the plan' }).click();
  await page.getByRole('link', { name: `Second of ${title}` }).click();
  await page.locator('.graph').getByRole('link', { name: /^First of/ }).waitFor();
  const page2 = await boss.execute(operations.Board, { states: ['WAITING', 'QUEUED'], first: 100 });
  for (const each of page2.tasks.nodes.filter((one) => one.title.includes(title))) {
    await boss.run(operations.CancelTask, { taskId: each.id });
  }
  assert.deepEqual(wrong, []);
});

test('a broken connection is told, and made up for: every event once and in order', { timeout: 60_000 }, async (t) => {
  const proxy = await fragile();
  t.after(() => proxy.close());
  const { page, wrong } = await open(t, { at: `http://127.0.0.1:${proxy.port}/`, hash: '#/activity' });
  await page.locator('.events li').first().waitFor();
  const made = [];
  for (let i = 0; i < 12; i++) {
    if (i % 4 === 2) proxy.cut();
    made.push(await task({ title: `Unbroken ${i}`, notBefore: '2030-01-01T00:00:00Z' }));
  }
  const told = () => page.locator('.events li[data-type="TaskDelegated"] .task-link').evaluateAll(
    (links, wanted) => links.map((link) => link.hash.split('/').at(-1)).filter((id) => wanted.includes(id)).reverse(), made);
  const deadline = Date.now() + 30_000;
  while ((await told()).length < made.length && Date.now() < deadline) await page.waitForTimeout(100);
  assert.deepEqual(await told(), made);
  const cursors = await page.locator('.events li').evaluateAll((items) => items.map((item) => item.dataset.cursor));
  assert.equal(new Set(cursors).size, cursors.length);
  await page.goto(`http://127.0.0.1:${proxy.port}/#/board`);
  for (const id of made.slice(-3)) await card(page, 'waiting', id).waitFor();
  for (const taskId of made) await boss.run(operations.CancelTask, { taskId });
  assert.deepEqual(wrong, []);
});

test('who opens an address is there after signing in, and one that leads nowhere shows the board', { timeout: 60_000 }, async (t) => {
  const id = await task({ title: 'Look here' });
  const { page, wrong } = await open(t, { at: `${url.href}#/task/${id}` });
  await page.getByRole('heading', { name: 'Look here', level: 1 }).waitFor();
  for (const nowhere of ['constructor', '__proto__', 'nothing/%E0%A4%A']) {
    await page.goto(`${url.href}#/crew`);
    await page.goto(`${url.href}#/${nowhere}`);
    await page.locator('main[data-page="board"]').waitFor();
  }
  await page.goto(`${url.href}#/task/%E0%A4%A`);
  await page.getByRole('heading', { name: 'No such task' }).waitFor();
  await boss.run(operations.CancelTask, { taskId: id });
  assert.deepEqual(wrong, []);
});

test('whose token ends signs in again and is where he was; a client goes on by itself', { timeout: 60_000 }, async (t) => {
  let sockets = [];
  const expiring = async (context) => {
    await context.routeWebSocket(/graphql/, (socket) => {
      sockets.push(socket);
      socket.connectToServer();
    });
  };
  const { page } = await open(t, { prepare: expiring, hash: '#/charts' });
  await sockets[0].close({ code: 4440, reason: 'The token has expired.' });
  for (const deadline = Date.now() + 20_000; sockets.length < 2 && Date.now() < deadline;) await page.waitForTimeout(50);
  await page.getByText('Live', { exact: true }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('With a token').fill(await token('viewer'));
  sockets = [];
  await page.locator('form').first().getByRole('button').click();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.goto(`${url.href}#/crew`);
  await sockets[0].close({ code: 4440, reason: 'The token has expired.' });
  await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).click();
  await page.getByRole('button', { name: /^operator/ }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('main[data-page="crew"]').waitFor();
  assert.equal(sockets.length, 2);
});

test('who has no right is told so, at signing in and later', { timeout: 60_000 }, async (t) => {
  const { page, wrong } = await open(t);
  const signIn = async (id, secret) => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel("With a client's id and secret").fill(id);
    await page.getByLabel('Secret', { exact: true }).fill(secret);
    await page.locator('form').last().getByRole('button').click();
  };
  const { agent: other } = await admin.run(operations.RegisterAgent, { handle: `leaves-${randomUUID().slice(0, 8)}`, kind: 'SPECIALIST' });
  const { clientId, clientSecret } = await admin.run(operations.CreateAgentCredential, { agentId: other.id });
  await signIn(clientId, clientSecret);
  await page.getByText('Live', { exact: true }).waitFor();
  await admin.run(operations.RetireAgent, { agentId: other.id });
  await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).waitFor();
  await signIn(clientId, 'wrong');
  await page.getByRole('alert').getByText('The client or its secret is wrong.').waitFor();
  assert.deepEqual(wrong, []);
});

test('who only looks is offered nothing to do', { timeout: 60_000 }, async (t) => {
  const id = await task({ title: 'Look, do not touch' });
  const { page, wrong } = await open(t, { client: 'viewer', hash: '#/delegate' });
  await page.locator('main[data-page="board"]').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Delegate' }).count(), 0);
  await page.goto(`${url.href}#/task/${id}`);
  await page.getByRole('heading', { name: 'Look, do not touch', level: 1 }).waitFor();
  assert.deepEqual(await page.locator('main button').allTextContents(), []);
  await boss.run(operations.CancelTask, { taskId: id });
  assert.deepEqual(wrong, []);
});

test('a task is followed though its parts never rest, and tells whose hands it went through', { timeout: 60_000 }, async (t) => {
  const whole = await task({ title: 'The whole', assigneeId: undefined, requiredCapabilities: ['nobody'] });
  const lease = await claim(await task({ title: 'A part', parentId: whole }));
  const { page, wrong } = await open(t, { hash: `#/task/${whole}` });
  const part = page.locator('.parts li');
  await part.getByText('0 %').waitFor();
  let over = false;
  const raining = (async () => {
    for (let n = 0; !over; n++) {
      await worker.run(operations.ReportProgress, { ...lease, percent: Math.min(10 + n, 90) });
      await page.waitForTimeout(20);
    }
  })();
  await part.getByText(/[1-9]\d %/).waitFor();
  over = true;
  await raining;
  await page.goto(`${url.href}#/task/${lease.taskId}`);
  await page.locator('.chain li').getByText('operator → Browser <i>tester</i>').waitFor();
  await boss.run(operations.CancelTask, { taskId: whole });
  assert.deepEqual(wrong, []);
});

test('the charts count what is done', { timeout: 60_000 }, async (t) => {
  const lease = await claim(await task({ title: 'Count me' }));
  await worker.run(operations.CompleteTask, { ...lease });
  const { page, wrong } = await open(t, { hash: '#/charts' });
  const throughput = page.getByRole('region', { name: /^Throughput: delegated [1-9].*, completed [1-9]/ });
  // It is counted about a second later, and asked for again every 15 seconds.
  await throughput.waitFor({ timeout: 40_000 });
  await page.getByRole('button', { name: 'A month' }).click();
  await throughput.waitFor();
  assert.deepEqual(wrong, []);
});

test('markup and scripts are shown as text', { timeout: 60_000 }, async (t) => {
  const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const id = await task({ title: evil, instructions: evil, labels: [evil.slice(0, 90)] });
  const lease = await claim(id);
  await worker.run(operations.ReportProgress, { ...lease, percent: 1, milestone: evil, message: evil });
  const table = '| left | right |\n|:--|--:|\n| a | 1 |';
  const content = `# ${evil}\n\n[click](javascript:alert(3)) [page](data:text/html,x) ![x](https://example.com/x.png) <b>bold</b>\n\n${table}\n\n<iframe src="//example.com"></iframe>`;
  for (const [name, mediaType] of [['evil.md', 'text/markdown'], ['evil.html', 'text/html']]) {
    await worker.run(operations.SubmitDeliverable, { ...lease, kind: 'OTHER', name, mediaType, content });
  }
  const { page, wrong } = await open(t, { hash: `#/task/${id}` });
  await page.getByRole('heading', { name: evil, level: 1 }).first().waitFor();
  await page.getByText('evil.md').first().click();
  await page.locator('.prose').waitFor();
  await page.getByText('evil.html').first().click();
  await page.getByText('<iframe src="//example.com"></iframe>').first().waitFor();
  assert.equal(await page.locator('main img, main iframe, main script, .prose b').count(), 0);
  assert.equal(await page.locator('.prose td').last().evaluate((cell) => getComputedStyle(cell).textAlign), 'right');
  assert.deepEqual(await page.locator('.prose a').evaluateAll((links) => links.map(({ href }) => href)), ['https://example.com/x.png']);
  for (const name of PAGES) await page.goto(`${url.href}#/${name}`);
  await worker.run(operations.CompleteTask, { ...lease, result: evil });
  assert.deepEqual(wrong, []);
});

test('however many tasks there are, a column draws only the cards in sight', { timeout: 120_000 }, async (t) => {
  const root = await task({ title: 'All of these', notBefore: '2030-01-01T00:00:00Z' });
  const [many, each] = [500, { type: 'many', parentId: root, requiredCapabilities: [`many-${randomUUID()}`] }];
  await boss.run(operations.DelegatePlan, {
    tasks: Array.from({ length: many }, (_, n) => ({ ...each, key: `${n}`, title: `One of many, ${n}` })),
  });
  const { page, wrong } = await open(t);
  const cards = page.locator('[data-column="queued"] .cards');
  // What leaves makes room for others, though nobody scrolls: more of them go than were read at first.
  for (let gone = 0; gone < 60;) {
    const drawn = await cards.locator('.card').evaluateAll((all) => all.map(({ dataset }) => dataset.task));
    assert.ok(drawn.length > 5, `${drawn.length} cards are drawn when ${gone} have gone`);
    await Promise.all(drawn.map((taskId) => boss.run(operations.CancelTask, { taskId })));
    for (const id of drawn) await card(page, 'queued', id).waitFor({ state: 'detached' });
    gone += drawn.length;
  }
  let longest = 0;
  for (let i = 0; i < 12; i++) {
    longest = Math.max(longest, await cards.locator('.card').count());
    await cards.evaluate((element) => { element.scrollTop = element.scrollHeight; });
    await page.waitForTimeout(150);
  }
  assert.ok(longest > 5 && longest < 40, `${longest} cards are drawn`);
  assert.ok(await cards.evaluate((element) => element.scrollHeight) > 30_000);
  // Whoever looks at one of them comes back to the place.
  await cards.evaluate((element) => { element.scrollTop = 20_000; });
  await page.waitForTimeout(100);
  const place = await cards.evaluate((element) => element.scrollTop);
  await page.locator('[data-column="queued"] .card').nth(8).click();
  await page.getByRole('heading', { name: /^One of many/, level: 1 }).waitFor();
  await page.goBack();
  await cards.waitFor();
  await page.waitForFunction((wanted) => document.querySelector('[data-column="queued"] .cards').scrollTop === wanted, place);
  await boss.run(operations.CancelTask, { taskId: root });
  assert.deepEqual(wrong, []);
});

test('no page is wider than the window, however wide that is', { timeout: 60_000 }, async (t) => {
  const { page, wrong } = await open(t);
  const id = await task({ title: 'Urgent', priority: 'URGENT' });
  await card(page, 'queued', id).waitFor();
  for (const width of [320, 720, 800, 1024]) {
    await page.setViewportSize({ width, height: 500 });
    for (const hash of [...PAGES, `task/${id}`]) {
      await page.evaluate((to) => { location.hash = to; }, `#/${hash}`);
      await page.locator(`main[data-page="${hash.split('/')[0]}"] h1`).first().waitFor({ state: 'attached' });
      await page.waitForTimeout(100);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${hash} is ${wide} px too wide for ${width}`);
    }
  }
  await boss.run(operations.CancelTask, { taskId: id });
  assert.deepEqual(wrong, []);
});

for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries({ desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } })) {
    test(`nothing stands in the way of anybody: ${colorScheme}, ${size}`, { timeout: 120_000 }, async (t) => {
      const id = await task({ title: `Look at me: ${'long'.repeat(40)}`, type: 't'.repeat(100), labels: ['l'.repeat(90)], instructions: 'Read it.', specification: { a: 1 } });
      const lease = await claim(id);
      const table = `| ${'a | '.repeat(30)}\n| ${'- | '.repeat(30)}\n| ${'word | '.repeat(30)}`;
      for (const content of [`# First\n\n${table}`, `# Second\n\n${table}`]) {
        await worker.run(operations.SubmitDeliverable, { ...lease, kind: 'DOCUMENTATION', name: 'notes.md', mediaType: 'text/markdown', content });
      }
      await boss.run(operations.DelegatePlan, {
        tasks: [{ key: 'a' }, { key: 'b', dependsOnKeys: ['a'] }].map((each) => ({ ...each, title: `Part ${each.key}`, type: 'test', parentId: id, requiredCapabilities: ['nobody'] })),
      });
      await worker.run(operations.RequestInput, { ...lease, question: 'Is that all?' });
      const { page, wrong } = await open(t, { colorScheme, viewport, bypassCSP: true });
      await page.evaluate(axe.source);
      const look = async (name) => {
        await page.waitForTimeout(400);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map(({ id: rule, nodes }) => `${name}: ${rule} ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
      };
      for (const hash of [...PAGES, `task/${id}`]) {
        await page.evaluate((to) => { location.hash = to; }, `#/${hash}`);
        await page.locator(`main[data-page="${hash.split('/')[0]}"] h1`).first().waitFor({ state: 'attached' });
        await look(hash);
      }
      await page.locator('summary').first().click();
      await page.locator('.prose').waitFor();
      await look('a task with a deliverable in sight');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Baton' }).waitFor();
      await look('signing in');
      await boss.run(operations.CancelTask, { taskId: id });
      assert.deepEqual(wrong, []);
    });
  }
}

test('GraphiQL runs an example, signed in, with nothing from elsewhere', { timeout: 60_000 }, async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.stack));
  page.on('request', (request) => { if (!/^(data:|blob:)/.test(request.url()) && new URL(request.url()).host !== url.host) wrong.push(request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') wrong.push(message.text()); });
  await page.clock.install();
  for (const visit of ['first', 'second']) {
    await page.goto(new URL('/graphiql', url).href);
    await page.getByRole('tab', { name: /Overview/ }).waitFor();
    assert.equal(await page.locator('.graphiql-tab-button').count(), 5, `the ${visit} visit`);
    await page.getByRole('tab', { name: /Overview/ }).click();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.locator('.result-window').getByText('"operator"').first().waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert.match(kept, /Overview/);
    assert.doesNotMatch(kept, /Bearer/);
  }
  // A page that is left open for hours asks with a token that is good.
  const renewed = page.waitForRequest('**/oauth2/token');
  await page.clock.fastForward('02:00:00');
  await page.getByRole('button', { name: /Execute query/ }).click();
  await renewed;
  assert.deepEqual(wrong, []);
});
