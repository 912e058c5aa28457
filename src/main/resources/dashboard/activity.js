// Everything that happens, as it happens, and what happened before.
import { guard } from './lib/lit-html/directives/guard.js';
import { repeat } from './lib/lit-html/directives/repeat.js';
import * as operations from './client/operations.js';
import { at, attempt, empty, html, nothing, reader, trouble } from './parts.js';
import { tell } from './tell.js';

const KEPT = 500;

export function activityPage(store, changed) {
  const page = { events: [], before: undefined, more: false, ready: false, busy: false, error: undefined, quiet: true };
  const beginning = reader(page, changed, begin);
  let stop = () => {};
  let left = false;

  const read = async (before) => (await store.baton.execute(operations.Activity, { before })).events;

  function show(later, { nodes, pageInfo }) {
    Object.assign(page, {
      events: [...later, ...nodes.toReversed()], before: pageInfo.startCursor, more: pageInfo.hasPreviousPage,
    });
  }

  const earlier = () => attempt(page, changed, async () => {
    const from = page.before;
    const found = await read(from);
    // What was begun anew meanwhile ends elsewhere: this is not what comes behind it.
    if (page.before === from) show(page.events, found);
  });

  // The newest page and its last cursor: from there on everything comes live. Where nothing has happened yet, what does
  // while it is read is behind the head.
  async function begin() {
    const { head } = (await store.baton.execute(operations.Head)).workspace;
    show([], await read());
    page.ready = true;
    if (left) return;
    const after = page.events[0]?.cursor ?? head;
    stop = store.baton.subscribe(operations.ActivityStream, { after }, {
      next(event) {
        // The end stays where it is while what comes behind it is read.
        const kept = page.busy ? Infinity : Math.max(KEPT, page.events.length);
        const all = [event, ...page.events];
        page.events = all.slice(0, kept);
        // What fell off the end is to be had again.
        if (all.length > kept) Object.assign(page, { before: page.events.at(-1).cursor, more: true });
        changed();
      },
      error(error) {
        if (error.code === 'CURSOR_EXPIRED') return beginning.ask();
        page.error = error;
        changed();
      },
    });
  }
  beginning.ask(0);

  const shown = () => page.events.filter(({ __typename }) => !page.quiet || __typename !== 'LeaseRenewed');

  const line = (event) => html`
    <li data-type=${event.__typename} data-cursor=${event.cursor}>${at(event.time)}<span class="dot" data-state=${event.state ?? nothing}></span><p>${tell(event, store, true)}</p></li>`;
  // What has happened stays as it is told, but for the names.
  const told = (event) => guard([event, store.who(event.agentId ?? event.actor), store.who(event.handedTo)], () => line(event));

  return {
    leave() { left = true; beginning.leave(); stop(); },
    view: () => html`
      <header class="head"><h1>Activity</h1>
        <label class="check"><input type="checkbox" .checked=${page.quiet} @change=${(event) => { page.quiet = event.target.checked; changed(); }}> Without lease renewals</label>
      </header>
      ${trouble(page.error ?? page.unread)}
      <ol class="events" aria-label="Events, the latest first">${repeat(shown(), ({ id }) => id, told)}</ol>
      ${page.events.length === 0 && page.ready ? empty('Nothing has happened yet.') : nothing}
      ${page.more ? html`<button @click=${earlier} ?disabled=${page.busy}>Earlier</button>` : nothing}`,
  };
}
