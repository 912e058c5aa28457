// The tasks whose every attempt ended badly.
import * as operations from './client/operations.js';
import { ago, amount, attempt, empty, html, nothing, priorityMark, reader, strikes, titleOf, trouble } from './parts.js';

const SHOWN = 50;
const LONGEST_PAGE = 100;

export function deadLettersPage(store, changed) {
  const page = { tasks: [], wanted: SHOWN, more: false, total: undefined, busy: false, error: undefined, done: '' };
  const again = reader(page, changed, read);

  /** All that are shown, in as many pages as that takes: whoever has asked for more keeps them. */
  async function read() {
    const tasks = [];
    let letters;
    do {
      letters = (await store.baton.execute(operations.DeadLetters, {
        first: Math.min(LONGEST_PAGE, page.wanted - tasks.length), after: letters?.pageInfo.endCursor,
      })).deadLetters;
      tasks.push(...letters.nodes);
    } while (letters.pageInfo.hasNextPage && tasks.length < page.wanted);
    Object.assign(page, { tasks, more: letters.pageInfo.hasNextPage, total: letters.totalCount });
    changed();
  }

  function more() {
    page.wanted += SHOWN;
    again.ask(0);
  }

  const retry = (task) => attempt(page, changed, async () => {
    await store.baton.run(operations.RetryTask, { taskId: task.id });
    page.done = `“${titleOf(task)}” has another chance.`;
    await read();
  });

  const retryAll = () => attempt(page, changed, async () => {
    const { tasks } = await store.baton.run(operations.RetryTasks, { filter: { states: ['DEAD_LETTERED'] }, limit: 1000 });
    page.done = `${amount(tasks.length)} tasks have another chance.`;
    await read();
  });

  // One that comes or goes is seen at once; the place that was scrolled to stays.
  function heard(event) {
    const shown = event && page.tasks.some(({ id }) => id === event.taskId);
    if (!event || event.state === 'DEAD_LETTERED' || shown) again.ask();
  }

  store.listeners.add(heard);
  again.ask(0);

  return {
    leave() { store.listeners.delete(heard); again.leave(); },
    view: () => html`
      <header class="head"><h1>Dead letters</h1>${page.total === undefined ? nothing : html`<p>${amount(page.total)} ${page.total === 1 ? 'task' : 'tasks'} ran out of attempts</p>`}
        ${store.mayAct && page.total > 1 ? html`<button @click=${retryAll} ?disabled=${page.busy}>Retry all</button>` : nothing}
      </header>
      ${trouble(page.error ?? page.unread)}
      <p class="done" role="status">${page.done}</p>
      <ul class="letters">${page.tasks.map((task) => html`
        <li data-task=${task.id}>
          <div>
            <a class="title" href="#/task/${task.id}">${titleOf(task)}</a>
            <p class="meta"><span class="type">${task.type}</span>${priorityMark(task.priority)} <bdi>${task.assignee?.displayName ?? 'anybody'}</bdi> <span>${strikes(task.strikes)}</span> ${task.endedAt ? ago(task.endedAt) : nothing}</p>
            ${task.failure ? html`<p class="failure"><code>${task.failure.code}</code> ${task.failure.message}</p>` : nothing}
          </div>
          ${store.mayAct ? html`<button @click=${() => retry(task)} ?disabled=${page.busy} aria-label="Retry ${titleOf(task)}">Retry</button>` : nothing}
        </li>`)}
      </ul>
      ${page.total === 0 ? empty('None. Every task has a chance left, or has ended otherwise.') : nothing}
      ${page.more ? html`<button @click=${more}>More</button>` : nothing}`,
  };
}
