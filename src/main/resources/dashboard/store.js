// What the pages show, and how it is kept true: a snapshot, and every event after it.
import { BatonError } from './client/baton.js';
import * as operations from './client/operations.js';

/** The board's columns, and the states that each has. */
export const COLUMNS = [
  { key: 'waiting', title: 'Waiting', states: ['WAITING'], hint: 'For a task, a retry or a time' },
  { key: 'queued', title: 'Queued', states: ['QUEUED'], hint: 'For an agent to claim it' },
  { key: 'working', title: 'Working', states: ['WORKING'], hint: 'An agent holds it' },
  { key: 'asking', title: 'Needs an answer', states: ['INPUT_REQUIRED', 'IN_REVIEW'], hint: 'A question, or a review' },
  { key: 'done', title: 'Completed', states: ['COMPLETED'], hint: '' },
  { key: 'stopped', title: 'Stopped', states: ['DEAD_LETTERED', 'FAILED', 'REJECTED', 'CANCELED'], hint: 'Ended otherwise' },
];

const columnOf = new Map(COLUMNS.flatMap(({ key, states }) => states.map((state) => [state, key])));
const PAGE = 50;
const COUNT_AFTER_MS = 700;
// So long a column grows by events alone; what was cut is read again by whoever scrolls to it.
const KEPT = 1_000;
const AGAIN_MS = 5_000;
// Who is told so late, for so long, is told of more than the budget pays for: then all is read at once.
const LATE_MS = 5_000;
// Where that does not help, as where clocks differ, it is done ever more seldom.
const [LEAST_PAUSE_MS, LONGEST_PAUSE_MS] = [60_000, 600_000];

/** @param {() => void} changed is called whenever something is to be drawn anew */
export function createStore(session, changed) {
  const { baton, viewer } = session;
  const store = {
    baton,
    viewer,
    workspace: session.workspace,
    mayAct: viewer.roles.some((role) => role === 'OPERATOR' || role === 'ADMIN'),
    tasks: new Map(),
    columns: {},
    counts: new Map(),
    agents: new Map(),
    ready: false,
    problem: undefined,
    lastEventAt: undefined,
    /** They hear each event, and `undefined` when some were passed over. */
    listeners: new Set(),
    /** How far each of the board's columns is scrolled. */
    scrolled: new Map(),
    start,
    anew,
    more,
    count: (states) => states.reduce((sum, state) => sum + (store.counts.get(state) ?? 0), 0),
    agentName: (id) => store.agents.get(id)?.displayName,
    who,
    close: () => { closed = true; stop(); clearTimeout(counting); clearTimeout(starting); },
  };
  let stop = () => {};
  let closed = false;
  let counting;
  let starting;
  // How far the clocks are apart, as far as is known, and since when events come too late.
  let apart;
  let lateSince;
  let pause = LEAST_PAUSE_MS;
  let pauseEnds = 0;

  // What is still being read for the columns of before comes too late.
  function emptied() {
    for (const { key } of COLUMNS) {
      store.columns[key] = { ids: [], after: undefined, more: true, loading: false, read: 0, notBefore: 0 };
    }
  }
  emptied();

  /** A name for who did something: an agent, a person, or Baton itself. */
  function who(actor) {
    return store.agentName(actor) ?? (actor === 'baton' ? 'Baton' : actor);
  }

  /** Reads how things stand and follows what comes, and says whether it could. What fails is tried again. */
  async function start() {
    clearTimeout(starting);
    try {
      // The head comes first: what happens while the rest is read is told again by the stream.
      const { workspace } = await baton.execute(operations.Overview);
      noteCounts(workspace);
      const [pages] = await Promise.all([Promise.all(COLUMNS.map(({ key }) => read(key))), crew()]);
      // Whoever signed out meanwhile follows nothing.
      if (closed) return false;
      store.tasks.clear();
      emptied();
      COLUMNS.forEach(({ key }, n) => add(key, pages[n]));
      store.ready = true;
      store.problem = undefined;
      [apart, lateSince] = [Infinity, undefined];
      changed();
      stop();
      stop = baton.subscribe(operations.Live, { after: workspace.head }, { next: heard, error: ended });
      return true;
    } catch (error) {
      ended(error);
      return false;
    }
  }

  /** The log does not go back so far: everything is read again. @param {BatonError} error */
  function ended(error) {
    if (closed) return;
    if (error.code === 'CURSOR_EXPIRED') return anew();
    store.problem = error;
    if (error.retryable) starting = setTimeout(anew, AGAIN_MS);
    changed();
  }

  /** Only where it is followed again do the pages read too: what they read before that, nobody would bring up to date. */
  async function anew() {
    stop();
    if (await start()) for (const listener of store.listeners) listener();
  }

  function tooLate(event) {
    const now = Date.now();
    const late = now - Date.parse(event.time);
    apart = Math.min(apart, late);
    // Behind a silence it begins anew: two broken connections are no long lateness.
    const silent = now - store.lastEventAt > LATE_MS;
    if (late - apart < LATE_MS) lateSince = undefined;
    else if (silent) lateSince = now;
    else lateSince ??= now;
    if (lateSince === undefined || now - lateSince <= LATE_MS || now < pauseEnds) return false;
    const recurs = now < pauseEnds + pause;
    pause = recurs ? Math.min(2 * pause, LONGEST_PAUSE_MS) : LEAST_PAUSE_MS;
    pauseEnds = now + pause;
    return true;
  }

  async function crew() {
    const agents = new Map();
    let after;
    do {
      const page = (await baton.execute(operations.Crew, { after })).agents;
      for (const agent of page.nodes) {
        const { nodes: current, pageInfo } = agent.tasks;
        agents.set(agent.id, { ...agent, reportsToId: agent.reportsTo?.id, current, holdsMore: pageInfo.hasNextPage });
      }
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    } while (after);
    store.agents = agents;
  }

  async function more(key) {
    const column = store.columns[key];
    if (column.loading || !column.more || Date.now() < column.notBefore) return;
    column.loading = true;
    try {
      let found;
      do {
        const page = await read(key, column.after);
        if (store.columns[key] !== column) return;
        found = add(key, page);
      } while (column.more && !found);
    } catch (error) {
      column.notBefore = Date.now() + AGAIN_MS;
      throw error;
    } finally {
      column.loading = false;
    }
    changed();
  }

  async function read(key, after) {
    const { states } = COLUMNS.find((each) => each.key === key);
    return (await baton.execute(operations.Board, { states, first: PAGE, after })).tasks;
  }

  /** Puts a page behind what a column has, and says whether it told anything new. */
  function add(key, { nodes, pageInfo }) {
    const column = store.columns[key];
    const known = new Set(column.ids);
    for (const task of nodes) {
      // What an event told meanwhile is newer.
      if (!store.tasks.has(task.id)) store.tasks.set(task.id, task);
      if (!known.has(task.id) && columnOf.get(store.tasks.get(task.id).state) === key) column.ids.push(task.id);
    }
    column.after = pageInfo.endCursor;
    column.more = pageInfo.hasNextPage;
    column.read = column.ids.length;
    return column.ids.length > known.size;
  }

  /** Whoever has scrolled far keeps what was read; a board that nobody touches does not grow for ever. */
  function cut(column) {
    const kept = Math.max(KEPT, column.read);
    if (column.ids.length <= kept + PAGE || column.loading) return;
    for (const id of column.ids.slice(kept)) store.tasks.delete(id);
    Object.assign(column, { ids: column.ids.slice(0, kept), after: undefined, more: true });
  }

  function heard(event) {
    const late = tooLate(event);
    store.lastEventAt = Date.now();
    if (event.task) moved(event.task, event.__typename);
    if (event.agent) noteAgent(event.agent);
    for (const listener of store.listeners) listener(event);
    if (late) anew();
    changed();
  }

  function moved(task, type) {
    const before = store.tasks.get(task.id);
    const [from, to] = [before && columnOf.get(before.state), columnOf.get(task.state)];
    store.tasks.set(task.id, { ...task, movedAt: before?.state === task.state ? before.movedAt : Date.now() });
    const column = store.columns[to];
    if (from !== to) {
      if (from) store.columns[from].ids = store.columns[from].ids.filter((id) => id !== task.id);
      column.ids = [task.id, ...column.ids.filter((id) => id !== task.id)];
      cut(column);
    }
    if (before?.state !== task.state || type === 'TaskDelegated') countSoon();
    hold(task, before);
  }

  // What an agent has in its hands follows from its tasks' moves.
  function hold(task, before) {
    const held = ['WORKING', 'INPUT_REQUIRED', 'IN_REVIEW'].includes(task.state) ? task.assignee?.id : undefined;
    for (const id of new Set([before?.assignee?.id, task.assignee?.id])) {
      const agent = store.agents.get(id);
      if (!agent) continue;
      const rest = agent.current.filter((each) => each.id !== task.id);
      agent.current = id === held ? [task, ...rest] : rest;
      agent.holdsMore &&= agent.current.length > 0;
    }
  }

  function noteAgent(agent) {
    if (agent.retiredAt) return void store.agents.delete(agent.id);
    const { current = [], holdsMore = false } = store.agents.get(agent.id) ?? {};
    store.agents.set(agent.id, { ...agent, reportsToId: agent.reportsTo?.id, current, holdsMore });
  }

  function noteCounts(workspace) {
    store.counts = new Map(workspace.taskCounts.map(({ state, count }) => [state, count]));
  }

  function countSoon() {
    counting ??= setTimeout(async () => {
      counting = undefined;
      try {
        noteCounts((await baton.execute(operations.Overview)).workspace);
        changed();
      } catch (error) {
        if (error.retryable && !closed) countSoon();
      }
    }, COUNT_AFTER_MS);
  }

  return store;
}
