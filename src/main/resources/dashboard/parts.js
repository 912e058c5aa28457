// Small things that several pages show.
import { html, nothing, svg } from './lib/lit-html/lit-html.js';

export { html, nothing, svg };

const STATES = {
  WAITING: 'Waiting',
  QUEUED: 'Queued',
  WORKING: 'Working',
  INPUT_REQUIRED: 'Question',
  IN_REVIEW: 'In review',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  DEAD_LETTERED: 'Dead letter',
  REJECTED: 'Declined',
  CANCELED: 'Canceled',
};

export const words = (constant) => constant.charAt(0) + constant.slice(1).toLowerCase().replaceAll('_', ' ');

export const strikes = (count) => `${count} ${count === 1 ? 'strike' : 'strikes'}`;

export const stateName = (state) => STATES[state] ?? words(state);

export const stateMark = (state) => html`<span class="state" data-state=${state}>${stateName(state)}</span>`;

const ARROWS = { LOW: '↓', HIGH: '↑', URGENT: '⇈' };

export const priorityMark = (priority, short = false) => (priority === 'MEDIUM'
  ? nothing
  : html`<span class="priority" data-priority=${priority} title="${words(priority)} priority">${short
    ? html`<span aria-hidden="true">${ARROWS[priority]}</span><span class="unseen">${words(priority)} priority</span>`
    : `${ARROWS[priority]} ${words(priority)}`}</span>`);

const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/u;

/** What a task is called: by its id where its title shows nothing. */
export const titleOf = ({ id, title }) => (VISIBLE.test(title) ? title : id);

export const taskLink = (task, extra = nothing) =>
  html`<a class="task-link" href="#/task/${task.id}"><span class="dot" data-state=${task.state}></span>${titleOf(task)}${extra}</a>`;

export const bar = (percent, label) => html`
  <span class="bar" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent}>
    <span .style=${`width:${percent}%`}></span>
  </span>`;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const absolute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const STEPS = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

export function ago(time) {
  const seconds = (Date.parse(time) - Date.now()) / 1000;
  const [unit, length] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  const text = unit === 'second' && Math.abs(seconds) < 5 ? 'now' : relative.format(Math.round(seconds / length), unit);
  return html`<time datetime=${time} title=${absolute.format(new Date(time))}>${text}</time>`;
}

export const at = (time) =>
  html`<time datetime=${time} title=${absolute.format(new Date(time))}>${clock.format(new Date(time))}</time>`;

export const moment = (time) => html`<time datetime=${time}>${absolute.format(new Date(time))}</time>`;

export function lasted(from, to) {
  const seconds = Math.max(0, (Date.parse(to ?? new Date().toISOString()) - Date.parse(from)) / 1000);
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export function bytes(size) {
  if (size == null) return '';
  return size < 1024 ? `${size} B` : size < 1_048_576 ? `${(size / 1024).toFixed(1)} KiB` : `${(size / 1_048_576).toFixed(1)} MiB`;
}

const number = new Intl.NumberFormat('en');
export const amount = (value) => number.format(value);

/** What went wrong with something that was tried. */
export const trouble = (error) => (error
  ? html`<p class="trouble" role="alert">${error.message}${error.requestId ? html` <code>${error.requestId}</code>` : nothing}</p>`
  : nothing);

export const empty = (text) => html`<p class="empty">${text}</p>`;

export const json = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/**
 * Reads soon after it was asked to, once for all who asked meanwhile: at most once a second, however often events come,
 * for a page costs more to read than an event. What fails is tried again where that can help, and told until it is read.
 *
 * @param {{ unread?: Error }} page
 * @param {() => Promise<unknown>} read
 */
export function reader(page, changed, read) {
  let timer;
  let asked = false;
  let left = false;

  async function run() {
    asked = false;
    try {
      await read();
      page.unread = undefined;
    } catch (error) {
      page.unread = error;
      asked ||= error.retryable;
    }
    if (left) return;
    timer = setTimeout(() => { timer = undefined; if (asked) ask(); }, 900);
    changed();
  }

  function ask(inMs = 100) {
    if (timer) asked = true;
    else timer = setTimeout(run, inMs);
  }

  return { ask, leave() { left = true; clearTimeout(timer); } };
}

/**
 * Does something that takes a while, once at a time, and keeps what went wrong for its page to show.
 *
 * @param {{ busy?: boolean, error?: Error }} page
 */
export async function attempt(page, changed, action) {
  if (page.busy) return false;
  Object.assign(page, { busy: true, error: undefined });
  changed();
  try {
    await action();
    return true;
  } catch (error) {
    page.error = error;
    return false;
  } finally {
    page.busy = false;
    changed();
  }
}
