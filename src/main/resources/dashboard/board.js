// The tasks by state. A column draws only the cards in sight, so that its length does not matter.
import { ref } from './lib/lit-html/directives/ref.js';
import { repeat } from './lib/lit-html/directives/repeat.js';
import { ago, amount, bar, html, nothing, priorityMark, stateName, titleOf } from './parts.js';
import { COLUMNS } from './store.js';

const CARD = 112;
const AROUND = 6;
let chosen = 'working';

export function boardPage(store, changed) {
  /** How far each column is scrolled: who comes back from a task finds the place again. */
  const scrolled = store.scrolled;
  // When its cards have been drawn.
  const back = new Map(COLUMNS.map(({ key }) => [key, (element) => {
    const { top } = scrolled.get(key) ?? {};
    if (element && top) requestAnimationFrame(() => { element.scrollTop = top; });
  }]));
  const several = new Set(COLUMNS.filter(({ states }) => states.length > 1).map(({ key }) => key));

  function scroll(key, element) {
    scrolled.set(key, { top: element.scrollTop, height: element.clientHeight });
    changed();
  }

  function card(task, key) {
    const agent = store.agentName(task.assignee?.id);
    const told = task.state === 'INPUT_REQUIRED' ? task.question : task.progress.milestone;
    const fresh = task.movedAt && Date.now() - task.movedAt < 1500;
    return html`
      <li>
        <a class="card ${fresh ? 'fresh' : ''}" href="#/task/${task.id}" data-task=${task.id} data-state=${task.state}>
          <span class="over">${several.has(key)
    ? html`<span class="state" data-state=${task.state}>${stateName(task.state)}</span>` : html`<span class="type">${task.type}</span>`}
            ${priorityMark(task.priority, true)}
            <span class="when">${ago(task.updatedAt)}</span></span>
          <span class="title">${titleOf(task)}</span>
          <span class="told">${told ?? (task.parent ? html`part of ${titleOf(task.parent)}` : '')}</span>
          <span class="under">
            <span class="agent">${agent ?? 'anybody'}</span>
            ${task.strikes > 0 && key !== 'done' ? html`<span class="strikes" title="Attempts that ended badly">${task.strikes}×</span>` : nothing}
            ${key === 'working' || key === 'asking' ? html`${bar(task.progress.percent, `Progress of ${titleOf(task)}`)}<span class="percent">${task.progress.percent} %</span>` : nothing}
          </span>
        </a>
      </li>`;
  }

  function column({ key, title, states, hint }) {
    const { ids, more, loading } = store.columns[key];
    const { top = 0, height = 900 } = scrolled.get(key) ?? {};
    const first = Math.max(0, Math.floor(top / CARD) - AROUND);
    const last = Math.min(ids.length, Math.ceil((top + height) / CARD) + AROUND);
    // Whoever scrolls near the end, or sees it come near as tasks leave, is given more; what fails is tried again.
    if (store.ready && ids.length - last < AROUND) store.more(key).catch(() => {});
    const tasks = ids.slice(first, last).map((id) => store.tasks.get(id));
    const count = Math.max(store.count(states), more ? 0 : ids.length);
    return html`
      <section class="column" data-column=${key} data-chosen=${chosen === key} aria-label="${title}, ${count} tasks">
        <h2 title=${hint}><span class="dot" data-state=${states[0]}></span>${title}<span class="count">${amount(count)}</span></h2>
        <div class="cards" tabindex="0" role="group" aria-label="Tasks: ${title}" ${ref(back.get(key))} @scroll=${(event) => scroll(key, event.target)}>
          <ul .style=${`padding-top:${first * CARD}px;padding-bottom:${(ids.length - last) * CARD}px`}>
            ${repeat(tasks, (task) => task.id, (task) => card(task, key))}
          </ul>
          ${!loading && ids.length === 0 && store.ready ? html`<p class="empty">Nothing here.</p>` : nothing}
        </div>
      </section>`;
  }

  return {
    view: () => html`
      <h1 class="unseen">Board</h1>
      ${store.ready && store.tasks.size === 0
    ? html`<p class="first">No tasks yet.${store.mayAct ? html` <a href="#/delegate">Delegate the first one</a>.` : nothing}</p>` : nothing}
      <div class="columns-tabs" role="group" aria-label="Which column to show">${COLUMNS.map(({ key, title, states }) => html`
        <button aria-pressed=${chosen === key} @click=${() => { chosen = key; changed(); }}>
          <span class="dot" data-state=${states[0]}></span>${title}<span class="count">${amount(store.count(states))}</span>
        </button>`)}
      </div>
      <div class="board" aria-busy=${!store.ready}>${COLUMNS.map(column)}</div>`,
  };
}
