// What single pages make of what they are told, by themselves, in a browser: the gateway is played, and tells what came
// before when it is let.
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
    const files = ['activity', 'task', 'lib/lit-html/lit-html'].map((file) => import(`/ui/${file}.js`));
    const [{ activityPage }, { taskPage }, { render }] = await Promise.all(files);
    const none = { nodes: [], pageInfo: { hasNextPage: false } };
    const now = new Date().toISOString();

    /** A page in a workspace, or about a task, of which so many events are told, each by its number. */
    async function played(create, count, more) {
      const task = {
        id: 'task 1', title: 'A task', type: 'test', state: 'QUEUED', priority: 'MEDIUM', createdAt: now, updatedAt: now,
        requester: 'somebody', strikes: 0, labels: [], requiredCapabilities: [], progress: { percent: 0 }, dependencies: [],
        delegations: [], attempts: [], dependents: none, subtasks: none, deliverables: none, ...more,
      };
      const log = [];
      const happened = () => {
        const n = log.length;
        log.push({ __typename: 'ProgressReported', id: `event ${n}`, cursor: `${n}`, time: now, actor: 'somebody', taskId: task.id, percent: n });
        return log[n];
      };
      while (log.length < count) happened();
      let answer;
      async function events(last, before) {
        if (before) await new Promise((allow) => { answer = allow; });
        const end = Number(before ?? log.length);
        const begin = Math.max(0, end - last);
        return { nodes: log.slice(begin, end), pageInfo: { hasPreviousPage: begin > 0, startCursor: log[begin]?.cursor } };
      }
      const answers = {
        Head: () => ({ workspace: { head: 'head' } }),
        Activity: async ({ before }) => ({ events: await events(100, before) }),
        TaskPage: () => ({ task }),
        TaskTimeline: async ({ before }) => ({ task: { events: await events(50, before) } }),
      };
      let listener;
      const store = {
        baton: {
          execute: async ({ name }, variables = {}) => answers[name](variables),
          subscribe(_, __, given) { listener = given; return () => {}; },
        },
        listeners: new Set(), mayAct: false, agentName: () => undefined, who: (name) => name,
      };
      const shown = create(store, () => {}, task.id);
      const element = document.createElement('div');
      const seen = {
        element,
        happened,
        draw: () => render(shown.view(), element),
        /** One more, as it happens. */
        tell() {
          const event = happened();
          listener?.next(event);
          for (const hears of store.listeners) hears(event);
        },
        expire: () => listener.error({ code: 'CURSOR_EXPIRED' }),
        told() {
          seen.draw();
          return [...element.querySelectorAll('.events li, .timeline li')].map((line) => Number(/is at (\d+) %/.exec(line.textContent)[1]));
        },
        ask() {
          seen.draw();
          [...element.querySelectorAll('button')].find(({ textContent }) => textContent === 'Earlier')?.click();
        },
        async answered() {
          answer();
          await new Promise((later) => setTimeout(later));
        },
        async earlier() {
          seen.ask();
          await seen.answered();
        },
        async until(latest) {
          while (seen.told()[0] !== latest) await new Promise((later) => setTimeout(later, 20));
        },
        leave: () => shown.leave(),
      };
      await seen.until(count - 1);
      return seen;
    }

    globalThis.activity = (count) => played(activityPage, count);
    globalThis.aTask = (count, more) => played(taskPage, count, more);
  });
});

after(() => browser.close());

/** Each number once, from the latest down. */
const down = (from, to) => Array.from({ length: from - to + 1 }, (_, n) => from - n);

test('what happens while earlier events are read is told with them', async () => {
  const told = await page.evaluate(async () => {
    const seen = await globalThis.activity(300);
    seen.ask();
    for (let n = 0; n < 3; n++) seen.tell();
    await seen.answered();
    seen.leave();
    return seen.told();
  });
  assert.deepEqual(told, down(302, 100));
});

test('a list that is full has no hole behind it, whatever happens while earlier events are read', async () => {
  const [full, more, cut, whole] = await page.evaluate(async () => {
    const seen = await globalThis.activity(700);
    for (let n = 0; n < 4; n++) await seen.earlier();
    const full = seen.told();
    seen.ask();
    for (let n = 0; n < 3; n++) seen.tell();
    await seen.answered();
    const more = seen.told();
    seen.tell();
    const cut = seen.told();
    for (let n = 0; n < 2; n++) await seen.earlier();
    seen.leave();
    return [full, more, cut, seen.told()];
  });
  assert.deepEqual(full, down(699, 200));
  assert.deepEqual(more, down(702, 100));
  assert.deepEqual(cut, down(703, 101));
  assert.deepEqual(whole, down(703, 0));
});

test('earlier events that come when the list has begun anew are not put behind it', async () => {
  const [anew, whole] = await page.evaluate(async () => {
    const seen = await globalThis.activity(300);
    seen.ask();
    for (let n = 0; n < 150; n++) seen.happened();
    seen.expire();
    await seen.until(449);
    await seen.answered();
    const anew = seen.told();
    for (let n = 0; n < 4; n++) await seen.earlier();
    seen.leave();
    return [anew, seen.told()];
  });
  assert.deepEqual(anew, down(449, 350));
  assert.deepEqual(whole, down(449, 0));
});

test('a timeline that has begun anew while its earlier events are read has no hole', async () => {
  const [anew, whole] = await page.evaluate(async () => {
    const seen = await globalThis.aTask(120);
    seen.ask();
    for (let n = 0; n < 60; n++) seen.tell();
    await seen.until(179);
    await seen.answered();
    const anew = seen.told();
    for (let n = 0; n < 3; n++) await seen.earlier();
    seen.leave();
    return [anew, seen.told()];
  });
  assert.deepEqual(anew, down(179, 130));
  assert.deepEqual(whole, down(179, 0));
});

test('a task of more parts than are shown says so', async () => {
  const said = await page.evaluate(async () => {
    const part = (n) => ({ id: `part ${n}`, title: `Part ${n}`, state: 'QUEUED', progress: { percent: 0 }, dependencies: [] });
    return Promise.all([true, false].map(async (hasNextPage) => {
      const seen = await globalThis.aTask(1, { subtasks: { nodes: [part(1), part(2)], pageInfo: { hasNextPage } } });
      seen.leave();
      return [...seen.element.querySelectorAll('.rest')].map(({ textContent }) => textContent);
    }));
  });
  assert.deepEqual(said, [['These are the first 2 parts; there are more.'], []]);
});

test('a task whose title shows nothing is called by its id', async () => {
  const { called, linked } = await page.evaluate(async () => {
    const [title, state, progress] = ['\u200b\u2060 \u00ad', 'QUEUED', { percent: 0 }];
    const nodes = ['\u3164', 'Seen', '👩‍👧'].map((each, n) => ({ id: `part ${n}`, title: each, state, progress, dependencies: [] }));
    const seen = await globalThis.aTask(1, { title, subtasks: { nodes, pageInfo: { hasNextPage: false } } });
    seen.leave();
    const text = (selector) => [...seen.element.querySelectorAll(selector)].map(({ textContent }) => textContent);
    return { called: text('h1'), linked: text('.parts a') };
  });
  assert.deepEqual(called, ['task 1']);
  assert.deepEqual(linked, ['part 0', 'Seen', '👩‍👧']);
});
