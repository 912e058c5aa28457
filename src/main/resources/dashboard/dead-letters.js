// The tasks whose every attempt ended badly.
import * as operations from './client/operations.js';
import { ago, amount, attempt, empty, html, nothing, priorityMark, reader, strikes, trouble } from './parts.js';

export function deadLettersPage(store, changed) {
  const page = { tasks: [], after: undefined, more: false, total: 0, busy: false, error: undefined, done: '' };
  const again = reader(() => read());

  async function read(after) {
    const letters = (await store.baton.execute(operations.DeadLetters, { first: after ? 50 : Math.min(100, Math.max(50, page.tasks.length)), after })).deadLetters;
    page.tasks = after ? [...page.tasks, ...letters.nodes] : letters.nodes;
    page.after = letters.pageInfo.endCursor;
    page.more = letters.pageInfo.hasNextPage;
    page.total = letters.totalCount;
    changed();
  }

  const retry = (task) => attempt(page, changed, async () => {
    await store.baton.run(operations.RetryTask, { taskId: task.id });
    page.done = `“${task.title}” has another chance.`;
    await read();
  });

  const retryAll = () => attempt(page, changed, async () => {
    const { tasks } = await store.baton.run(operations.RetryTasks, { filter: { states: ['DEAD_LETTERED'] }, limit: 1000 });
    page.done = `${amount(tasks.length)} tasks have another chance.`;
    await read();
  });

  // One that comes or goes is seen at once; the place that was scrolled to stays.
  function heard(event) {
    const leaves = page.tasks.some(({ id }) => id === event.taskId) && event.state !== 'DEAD_LETTERED';
    if (event.state !== 'DEAD_LETTERED' && !leaves) return;
    again.ask();
  }

  store.listeners.add(heard);
  read().catch((error) => { page.error = error; changed(); });

  return {
    leave() { store.listeners.delete(heard); again.leave(); },
    view: () => html`
      <header class="head"><h1>Dead letters</h1><p>${amount(page.total)} ${page.total === 1 ? 'task' : 'tasks'} ran out of attempts</p>
        ${store.mayAct && page.total > 1 ? html`<button @click=${retryAll} ?disabled=${page.busy}>Retry all</button>` : nothing}
      </header>
      ${trouble(page.error)}
      <p class="done" role="status">${page.done}</p>
      <ul class="letters">${page.tasks.map((task) => html`
        <li data-task=${task.id}>
          <div>
            <a class="title" href="#/task/${task.id}">${task.title}</a>
            <p class="meta"><span class="type">${task.type}</span>${priorityMark(task.priority)} <bdi>${task.assignee?.displayName ?? 'anybody'}</bdi> <span>${strikes(task.strikes)}</span> ${task.endedAt ? ago(task.endedAt) : nothing}</p>
            ${task.failure ? html`<p class="failure"><code>${task.failure.code}</code> ${task.failure.message}</p>` : nothing}
          </div>
          ${store.mayAct ? html`<button @click=${() => retry(task)} ?disabled=${page.busy} aria-label="Retry ${task.title}">Retry</button>` : nothing}
        </li>`)}
      </ul>
      ${page.tasks.length === 0 ? empty('None. Every task has a chance left, or has ended otherwise.') : nothing}
      ${page.more ? html`<button @click=${() => attempt(page, changed, () => read(page.after))}>More</button>` : nothing}`,
  };
}
