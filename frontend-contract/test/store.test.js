// What the dashboard keeps of the board, by itself, in a browser: the gateway is played.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { EXECUTABLE, url } from './gateway.js';

let browser;
let page;

before(async () => {
  browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.goto(url.href);
  await page.evaluate(async () => {
    const { createStore } = await import('/ui/store.js');
    const empty = { nodes: [], pageInfo: { hasNextPage: false } };
    /** A store, and what it sees: tasks that are queued, the latest first, and events that are told. */
    globalThis.played = (queued = []) => {
      const seen = { queued, asked: [], failing: 0, told: 0, followed: [] };
      const baton = {
        async execute({ name }, { states, first, after } = {}) {
          seen.asked.push(name);
          if (seen.failing-- > 0) throw Object.assign(new Error('Away'), { code: 'UNREACHABLE', retryable: true });
          if (name === 'Overview') return { workspace: { head: `head ${seen.queued.length}`, taskCounts: [] } };
          if (name === 'Crew') return { agents: empty };
          if (!states.includes('QUEUED')) return { tasks: empty };
          const [begin, end] = [Number(after ?? 0), Number(after ?? 0) + first];
          return { tasks: { nodes: seen.queued.slice(begin, end), pageInfo: { hasNextPage: end < seen.queued.length, endCursor: String(end) } } };
        },
        subscribe(_, { after }, listener) {
          seen.followed.push(after);
          seen.listener = listener;
          return () => { if (seen.listener === listener) seen.listener = undefined; };
        },
      };
      const session = { baton, viewer: { roles: [] }, workspace: {} };
      seen.store = createStore(session, () => {});
      seen.task = (n) => ({ id: `task ${n}`, state: 'QUEUED', progress: { percent: 0 } });
      seen.tell = (n, agoMs = 0) => {
        const task = seen.task(n);
        seen.queued = [task, ...seen.queued];
        seen.listener?.next({ __typename: 'TaskDelegated', taskId: task.id, task, time: new Date(Date.now() - agoMs).toISOString() });
      };
      seen.ids = () => seen.store.columns.queued.ids;
      return seen;
    };
  });
});

after(() => browser.close());

test('a column that grows by events alone is cut, and whoever scrolls has all of it, each task once', async () => {
  const { cut, kept, all, asked } = await page.evaluate(async () => {
    const seen = globalThis.played();
    await seen.store.start();
    for (let n = 0; n < 2_500; n++) seen.tell(n);
    const [cut, kept] = [seen.ids().length, seen.store.tasks.size];
    seen.asked.length = 0;
    await seen.store.more('queued');
    const asked = seen.asked.length;
    while (seen.store.columns.queued.more) await seen.store.more('queued');
    seen.store.close();
    return { cut, kept, all: seen.ids(), asked };
  });
  assert.ok(cut >= 1_000 && cut <= 1_050, `${cut} are kept`);
  assert.equal(kept, cut);
  assert.ok(asked < 25, `${asked} pages are read to go on`);
  assert.deepEqual(all, Array.from({ length: 2_500 }, (_, n) => `task ${2_499 - n}`));
});

test('who is told of everything too late reads how things stand, and goes on from there', async () => {
  const { followed, ids, nudged } = await page.evaluate(async () => {
    const seen = globalThis.played();
    let nudged = 0;
    seen.store.listeners.add((event) => { nudged += event ? 0 : 1; });
    await seen.store.start();
    seen.tell('on time');
    // What came while a connection was broken is told late, and soon it is on time again: that needs nothing.
    const { now } = Date;
    let ahead = 0;
    Date.now = () => now() + ahead;
    for (const [passed, late] of [[0, 60_000], [1_000, 30_000], [1_000, 100]]) { ahead += passed; seen.tell(`caught up ${ahead}`, late); }
    const calm = seen.followed.length;
    // What stays late does not.
    for (let n = 0; n < 8; n++) { ahead += 1_000; seen.tell(`late ${n}`, 20_000); }
    Date.now = now;
    seen.queued = [seen.task('untold'), ...seen.queued];
    while (seen.followed.length < calm + 1) await new Promise((later) => setTimeout(later, 10));
    await new Promise((later) => setTimeout(later, 10));
    seen.store.close();
    return { followed: seen.followed.slice(calm - 1).length, ids: seen.ids().slice(0, 2), nudged };
  });
  assert.equal(followed, 2);
  assert.deepEqual(ids, ['task untold', 'task late 7']);
  assert.equal(nudged, 1);
});

test('where reading again does not help, it is done ever more seldom', async () => {
  const { apart, always, later } = await page.evaluate(async () => {
    const seen = globalThis.played();
    await seen.store.start();
    const { now } = Date;
    const begun = now();
    let ahead = 0;
    Date.now = () => begun + ahead;
    const pass = async (seconds, lateMs) => {
      ahead += seconds * 1_000;
      seen.tell(ahead, lateMs);
      await new Promise((next) => setTimeout(next));
    };
    /** After how many seconds it was read again, while two nodes tell by turns, and one's clock is behind. */
    const skewed = async (rounds) => {
      const again = [];
      for (let n = 0; n < rounds; n++) {
        const before = seen.followed.length;
        await pass(4, n % 10 === 0 ? 0 : 20_000);
        if (seen.followed.length > before) again.push(4 * n);
      }
      return again;
    };
    // Two breaks with nothing between them are no lateness that lasts.
    for (const [seconds, lateMs] of [[1, 0], [1, 60_000], [20, 30_000], [1, 0]]) await pass(seconds, lateMs);
    const apart = seen.followed.length - 1;
    const always = await skewed(400);
    await pass(3_600, 0);
    const later = await skewed(30);
    Date.now = now;
    seen.store.close();
    return { apart, always, later };
  });
  assert.equal(apart, 0);
  assert.deepEqual(always, [12, 72, 192, 432, 912, 1_512]);
  assert.deepEqual(later, [12, 72]);
});

test('what cannot be read again is read when it can, and only then do the pages hear of it', { timeout: 20_000 }, async () => {
  const { early, followed, nudged, unheard } = await page.evaluate(async () => {
    const seen = globalThis.played();
    let nudged = 0;
    seen.store.listeners.add((event) => { nudged += event ? 0 : 1; });
    await seen.store.start();
    const expire = async () => {
      seen.failing = 1;
      seen.listener.error({ code: 'CURSOR_EXPIRED' });
      await new Promise((later) => setTimeout(later, 10));
    };
    await expire();
    const early = nudged;
    seen.queued = [seen.task(1)];
    while (seen.followed.length < 2) await new Promise((later) => setTimeout(later, 100));
    const followed = seen.followed;
    const told = nudged;
    // Nobody is told once it is closed.
    seen.store.close();
    await seen.store.anew();
    return { early, followed, nudged: told, unheard: nudged - told };
  });
  assert.equal(early, 0);
  assert.deepEqual(followed, ['head 0', 'head 1']);
  assert.equal(nudged, 1);
  assert.equal(unheard, 0);
});

test('a board that cannot be read at first is read when it can', { timeout: 20_000 }, async () => {
  const { first, ids, problem } = await page.evaluate(async () => {
    const seen = globalThis.played();
    seen.queued = [seen.task(1)];
    seen.failing = 1;
    await seen.store.start();
    const first = seen.store.problem?.code;
    while (!seen.store.ready) await new Promise((later) => setTimeout(later, 100));
    seen.store.close();
    return { first, ids: seen.ids(), problem: seen.store.problem };
  });
  assert.equal(first, 'UNREACHABLE');
  assert.deepEqual(ids, ['task 1']);
  assert.equal(problem, undefined);
});

test('a card whose title shows nothing has its id there', async () => {
  const titles = await page.evaluate(async () => {
    const files = ['board', 'lib/lit-html/lit-html'].map((file) => import(`/ui/${file}.js`));
    const [{ boardPage }, { render }] = await Promise.all(files);
    const seen = globalThis.played();
    const more = { type: 'test', priority: 'MEDIUM', strikes: 0, updatedAt: new Date().toISOString() };
    seen.queued = ['\u200b\u200d', 'Seen'].map((title, n) => ({ ...seen.task(n), ...more, title }));
    await seen.store.start();
    const element = document.createElement('div');
    render(boardPage(seen.store, () => {}).view(), element);
    seen.store.close();
    return [...element.querySelectorAll('.card .title')].map(({ textContent }) => textContent);
  });
  assert.deepEqual(titles, ['task 0', 'Seen']);
});
