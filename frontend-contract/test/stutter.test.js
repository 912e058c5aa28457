// A board of thousands of tasks moves as smoothly as one of twenty: both are looked at, one after the other, by the same
// page, under the same rain of events, while somebody scrolls.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { clientCredentials, createBaton } from '../client/baton.js';
import * as operations from '../client/operations.js';
import { EXECUTABLE, url } from './gateway.js';

const [FEW, MANY, PLAN, ROUNDS, ROUND_MS, EVENT_MS] = [20, 5_000, 1_000, 3, 3_000, 50];
const LATER = '2030-01-01T00:00:00Z';
const as = (clientId, clientSecret = clientId) =>
  createBaton({ url: url.href, token: clientCredentials({ url: url.href, clientId, clientSecret }) });
// In the other workspace: the tests of the dashboard have theirs in the first. Who looks pays for the events that come:
// the page is another client's than the work.
const [admin, boss] = [as('other-admin'), as('other-operator')];

test('thousands of tasks move without stutter', { timeout: 280_000 }, async (t) => {
  const capability = `many-${randomUUID()}`;
  const roots = [];
  t.after(async () => { for (const taskId of roots) await boss.run(operations.CancelTask, { taskId }); });

  /** Tasks below one that waits, so that they can be taken away together; every other one waits too. */
  async function delegate(count, name) {
    const root = (await boss.run(operations.DelegateTask, { title: 'All of these', type: 'many', notBefore: LATER })).task.id;
    roots.push(root);
    await boss.run(operations.DelegatePlan, {
      tasks: Array.from({ length: count }, (_, n) => ({
        key: `${n}`, parentId: root, title: `${name} ${n}`, type: 'many', requiredCapabilities: [capability], notBefore: n % 2 ? LATER : undefined,
      })),
    });
  }

  const { agent } = await admin.run(operations.RegisterAgent, { handle: `many-${randomUUID().slice(0, 8)}`, kind: 'SPECIALIST' });
  const { clientId, clientSecret } = await admin.run(operations.CreateAgentCredential, { agentId: agent.id });
  const worker = as(clientId, clientSecret);
  roots.push((await boss.run(operations.DelegateTask, { title: 'Never at rest', type: 'many', assigneeId: agent.id })).task.id);
  const { claims: [{ task, leaseToken }] } = await worker.run(operations.ClaimTasks, { limit: 1, leaseSeconds: 600 });

  /** Reports, and a task that comes and goes: twenty events a second until it is called off. */
  async function rain(over) {
    for (let n = 0; !over(); n++) {
      const begun = Date.now();
      if (n % 4 === 1) roots.push((await boss.run(operations.DelegateTask, { title: `Drop ${n}`, type: 'many', notBefore: LATER })).task.id);
      else if (n % 4 === 3) await boss.run(operations.CancelTask, { taskId: roots.pop() });
      else await worker.run(operations.ReportProgress, { taskId: task.id, leaseToken, percent: 1, milestone: `Step ${n}` });
      await new Promise((next) => setTimeout(next, Math.max(0, EVENT_MS - (Date.now() - begun))));
    }
  }

  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
  t.after(() => browser.close());
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(20_000);
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.stack));
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const busy = async () => (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;

  async function signIn() {
    await page.goto(url.href);
    await page.getByLabel("With a client's id and secret").fill('other-admin');
    await page.getByLabel('Secret', { exact: true }).fill('other-admin');
    await page.locator('form').last().getByRole('button').click();
    await page.getByText('Live', { exact: true }).waitFor();
  }

  /** Reads all that there is, as somebody does who scrolls to the end. */
  async function scrollTo(title) {
    const queued = page.locator('[data-column="queued"] .cards');
    const last = queued.getByText(title, { exact: true });
    for (const deadline = Date.now() + 120_000; Date.now() < deadline && !(await last.count());) {
      await queued.evaluate((element) => { element.scrollTop = element.scrollHeight; });
      await page.waitForTimeout(50);
    }
    return queued.evaluate((element) => element.scrollHeight);
  }

  /** How the page fares for a while: how busy it was, how many frames it drew and how many late, and of how much. */
  async function round() {
    const before = await busy();
    let over = false;
    const raining = rain(() => over);
    const fared = await page.evaluate((duration) => new Promise((done) => {
      const [queued, end] = [document.querySelector('[data-column="queued"] .cards'), performance.now() + duration];
      const seen = { frames: 0, late: 0, nodes: 0 };
      let last = performance.now();
      requestAnimationFrame(function frame(now) {
        seen.frames++;
        if (now - last > 100) seen.late++;
        last = now;
        seen.nodes = Math.max(seen.nodes, document.querySelectorAll('*').length);
        queued.scrollTop = (queued.scrollTop + 20) % Math.max(1, queued.scrollHeight - queued.clientHeight);
        if (now < end) requestAnimationFrame(frame);
        else done(seen);
      });
    }), ROUND_MS);
    over = true;
    await raining;
    return { ...fared, busy: (await busy()) - before };
  }

  async function fares() {
    const rounds = [];
    for (let n = 0; n < ROUNDS; n++) rounds.push(await round());
    // The best round: what else the machine does makes others worse, and none better.
    const best = (of) => Math.min(...rounds.map(of));
    return {
      work: best((each) => each.busy / each.frames),
      late: best((each) => each.late / each.frames),
      nodes: best((each) => each.nodes),
    };
  }

  await delegate(FEW, 'One of few');
  await signIn();
  await scrollTo('One of few 0');
  const few = await fares();

  await page.goto('about:blank');
  for (let made = 0; made < MANY; made += PLAN) await delegate(PLAN, 'One of many');
  await page.goto(url.href);
  await page.getByText('Live', { exact: true }).waitFor();
  const long = await scrollTo('One of few 0');
  assert.ok(long > (MANY / 2) * 100, `the column is ${long} px long`);
  const many = await fares();

  t.diagnostic(JSON.stringify({ few, many }));
  assert.ok(many.nodes < few.nodes + 1_500, `${many.nodes} elements in place of ${few.nodes}`);
  assert.ok(many.work < few.work * 4, `a frame takes ${many.work} s of work in place of ${few.work} s`);
  assert.ok(many.late <= few.late + 0.1, `${many.late} of the frames are late in place of ${few.late}`);
  assert.deepEqual(wrong, []);
});
