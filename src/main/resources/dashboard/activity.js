// Everything that happens, as it happens, and what happened before.
import { guard } from './lib/lit-html/directives/guard.js';
import { repeat } from './lib/lit-html/directives/repeat.js';
import * as operations from './client/operations.js';
import { at, attempt, empty, html, nothing, trouble } from './parts.js';
import { tell } from './tell.js';

const KEPT = 500;

export function activityPage(store, changed) {
  const page = { events: [], before: undefined, more: false, busy: false, error: undefined, quiet: true };
  let stop = () => {};
  let left = false;

  const earlier = () => attempt(page, changed, async () => {
    const { events } = await store.baton.execute(operations.Activity, { before: page.before });
    page.events = [...page.events, ...events.nodes.toReversed()];
    page.before = events.pageInfo.startCursor;
    page.more = events.pageInfo.hasPreviousPage;
  });

  // The newest page and its last cursor: from there on everything comes live.
  async function begin() {
    page.events = [];
    page.before = undefined;
    await earlier();
    if (left) return;
    const after = page.events[0]?.cursor;
    stop = store.baton.subscribe(operations.ActivityStream, { after }, {
      next(event) {
        page.events = [event, ...page.events].slice(0, Math.max(KEPT, page.events.length));
        changed();
      },
      error(error) {
        if (error.code === 'CURSOR_EXPIRED') return begin();
        page.error = error;
        changed();
      },
    });
  }
  begin();

  const shown = () => page.events.filter(({ __typename }) => !page.quiet || __typename !== 'LeaseRenewed');

  const line = (event) => html`
    <li data-type=${event.__typename} data-cursor=${event.cursor}>${at(event.time)}<span class="dot" data-state=${event.state ?? nothing}></span><p>${tell(event, store, true)}</p></li>`;
  // What has happened stays as it is told, but for the names.
  const told = (event) => guard([event, store.who(event.agentId ?? event.actor), store.who(event.handedTo)], () => line(event));

  return {
    leave() { left = true; stop(); },
    view: () => html`
      <header class="head"><h1>Activity</h1>
        <label class="check"><input type="checkbox" .checked=${page.quiet} @change=${(event) => { page.quiet = event.target.checked; changed(); }}> Without lease renewals</label>
      </header>
      ${trouble(page.error)}
      <ol class="events" aria-label="Events, the latest first">${repeat(shown(), ({ id }) => id, told)}</ol>
      ${page.events.length === 0 && !page.busy ? empty('Nothing has happened yet.') : nothing}
      ${page.more ? html`<button @click=${earlier} ?disabled=${page.busy}>Earlier</button>` : nothing}`,
  };
}
