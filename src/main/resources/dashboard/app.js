// The dashboard: which page is shown, and the frame around it.
import { render } from './lib/lit-html/lit-html.js';
import { activityPage } from './activity.js';
import { boardPage } from './board.js';
import { chartsPage } from './charts.js';
import { crewPage } from './crew.js';
import { deadLettersPage } from './dead-letters.js';
import { delegatePage } from './delegate.js';
import { ago, amount, html, nothing, svg } from './parts.js';
import { forget, resumed } from './session.js';
import { signInPage } from './sign-in.js';
import { createStore } from './store.js';
import { taskPage } from './task.js';

const ICONS = {
  board: svg`<path d="M4 5h4v14H4zM10 5h4v9h-4zM16 5h4v6h-4z"/>`,
  crew: svg`<path d="M12 4v5M6 15v-3h12v3M12 9v3"/><circle cx="12" cy="4.5" r="2"/><circle cx="6" cy="17" r="2"/><circle cx="18" cy="17" r="2"/>`,
  activity: svg`<path d="M4 12h4l2.5-7 4 14 2.5-7H20"/>`,
  'dead-letters': svg`<path d="M4 6h16v12H4zM4 7l8 6 8-6"/>`,
  charts: svg`<path d="M4 19h16M7 16v-5M12 16V6M17 16v-8"/>`,
  delegate: svg`<path d="M12 5v14M5 12h14"/>`,
};
const PAGES = {
  board: { title: 'Board', create: boardPage },
  crew: { title: 'Crew', create: crewPage },
  activity: { title: 'Activity', create: activityPage },
  'dead-letters': { title: 'Dead letters', create: deadLettersPage, badge: (store) => store.count(['DEAD_LETTERED']) },
  charts: { title: 'Charts', create: chartsPage },
  delegate: { title: 'Delegate', create: delegatePage, acts: true },
  task: { title: 'Task', create: taskPage, hidden: true },
};
const STATES = {
  live: 'Live',
  connecting: 'Connecting',
  waiting: 'Connection lost, coming back',
  idle: 'Not connected',
};

const root = document.getElementById('app');
let store;
let page;
let connection = 'idle';
let problem;
let drawing = false;
let arrived = false;
let held;

/** Draws once for all that changed since the last frame. */
function changed() {
  if (drawing) return;
  drawing = true;
  // A tab in the background has no frames; its timers go on.
  (document.hidden ? (draw) => setTimeout(draw, 500) : requestAnimationFrame)(() => {
    drawing = false;
    draw();
  });
}

function onState(state) {
  connection = state;
  changed();
}

function route() {
  const [, name, id] = location.hash.split('/');
  const chosen = Object.hasOwn(PAGES, name) && allowed(PAGES[name]) ? name : 'board';
  page?.leave?.();
  page = undefined;
  if (store) page = { name: chosen, ...PAGES[chosen].create(store, changed, id) };
  changed();
  scrollTo(0, 0);
}

const allowed = ({ acts }) => !acts || store?.mayAct;

function enter(session) {
  problem = undefined;
  store = createStore(session, changed);
  store.start();
  route();
}

/** Shows where to sign in. The address stays, so that whoever does comes to the page that it names. */
function leave() {
  forget();
  store?.close();
  store?.baton.close();
  store = undefined;
  route();
  page = signInPage(enter, changed, onState);
  changed();
}

function themed(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function otherTheme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  localStorage.setItem('baton.theme', dark ? 'light' : 'dark');
  themed(localStorage.getItem('baton.theme'));
}

const icon = (name) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${ICONS[name]}</svg>`;

function link([name, entry]) {
  const { title, badge, hidden, acts } = entry;
  if (hidden || !allowed(entry)) return nothing;
  const count = badge?.(store) ?? 0;
  return html`
    <a href="#/${name}" aria-current=${page.name === name ? 'page' : 'false'} class=${acts ? 'acts' : ''}>
      ${icon(name)}<span>${title}</span>
      ${count > 0 ? html`<span class="count" aria-label="${count} of them">${amount(count)}</span>` : nothing}
    </a>`;
}

const connectionMark = () => html`
  <p class="connection" data-state=${connection} title=${store.lastEventAt ? 'Events come as they happen' : ''}>
    <span class="pulse"></span><span role="status">${STATES[connection]}</span>
    ${connection === 'live' && store.lastEventAt
      ? html`<small>last event ${ago(new Date(store.lastEventAt).toISOString())}</small>` : nothing}
  </p>`;

const remedy = ({ code }) => (code === 'UNAUTHENTICATED'
  ? html`<button @click=${leave}>Sign in again</button>`
  : html`<button @click=${() => { store.problem = undefined; store.anew(); }}>Try again</button>`);

function frame() {
  const title = `${page.title?.() ?? PAGES[page.name].title} · Baton`;
  if (document.title !== title) document.title = title;
  return html`
    <a class="skip" href="#main" @click=${(event) => { event.preventDefault(); document.getElementById('main').focus(); }}>To the content</a>
    <header class="side">
      <a class="brand" href="#/board"><img src="/ui/icon.svg" alt="" width="24" height="24"><span>Baton</span><small>${store.workspace.name}</small></a>
      <nav aria-label="Pages">${Object.entries(PAGES).map(link)}</nav>
      ${connectionMark()}
      <div class="me">
        <span title=${store.viewer.roles.join(', ')}>${store.viewer.agent?.displayName ?? store.viewer.subject}</span>
        <button class="quiet" @click=${otherTheme} aria-label="Change between light and dark">◐</button>
        <button class="quiet" @click=${() => { location.hash = ''; leave(); }}>Sign out</button>
      </div>
    </header>
    <main id="main" tabindex="-1" data-page=${page.name}>
      ${store.problem ? html`<div class="trouble" role="alert">${store.problem.message} ${remedy(store.problem)}</div>` : nothing}
      ${page.view()}
    </main>`;
}

/** Whoever came by a link or pressed a button that is gone goes on in what came in its place. */
function keepFocus() {
  const gone = arrived || held?.isConnected === false;
  if (gone && document.activeElement === document.body) document.getElementById('main').focus({ preventScroll: true });
  arrived = false;
}

function draw() {
  if (store && page) {
    render(frame(), root);
    keepFocus();
  } else if (page) render(html`${problem ? html`<p class="trouble" role="alert">${problem.message}</p>` : nothing}${page.view()}`, root);
}

themed(localStorage.getItem('baton.theme'));
// Whoever is not signed in stays on the page where that is done; the address waits.
addEventListener('hashchange', () => {
  if (!store) return;
  arrived = true;
  route();
});
addEventListener('focusin', ({ target }) => { held = target; });
addEventListener('pointerdown', () => { held = undefined; });
document.addEventListener('visibilitychange', () => { if (!document.hidden) changed(); });
// Times that are told as "2 min ago" grow old.
setInterval(() => { if (!document.hidden) changed(); }, 5_000);
root.replaceChildren();
try {
  const session = await resumed(onState);
  if (session) enter(session);
  else leave();
} catch (error) {
  problem = error;
  page = signInPage(enter, changed, onState);
  changed();
}
