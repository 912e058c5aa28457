// Handing out work: one task, or a plan of several that wait for one another.
import * as operations from './client/operations.js';
import { attempt, html, nothing, taskLink, trouble, words } from './parts.js';

const PRIORITIES = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'];
const list = (text) => text.split(',').map((each) => each.trim()).filter(Boolean);
const line = () => ({ title: '', type: '', assigneeId: '', instructions: '', after: '' });

export function delegatePage(store, changed) {
  const page = { plan: false, lines: [line(), line()], busy: false, error: undefined, made: [] };

  const agents = () => [...store.agents.values()].sort((a, b) => a.displayName.localeCompare(b.displayName));
  const agentChoice = (name, chosen, pick) => html`
    <select name=${name} aria-label="To whom" @change=${pick ?? nothing}>
      <option value="">Anybody who can</option>
      ${agents().map((agent) => html`<option value=${agent.id} ?selected=${agent.id === chosen}>${agent.displayName}</option>`)}
    </select>`;

  function one(event) {
    event.preventDefault();
    const form = event.target;
    const given = Object.fromEntries(new FormData(form));
    attempt(page, changed, async () => {
      const { task } = await store.baton.run(operations.DelegateTask, {
        title: given.title,
        type: given.type,
        instructions: given.instructions || undefined,
        priority: given.priority,
        assigneeId: given.assigneeId || undefined,
        requiredCapabilities: list(given.capabilities),
        labels: list(given.labels),
        deadline: given.deadline ? new Date(given.deadline).toISOString() : undefined,
        reviewRequired: given.review === 'on',
      });
      page.made = [task];
      form.reset();
    });
  }

  function whole(event) {
    event.preventDefault();
    attempt(page, changed, async () => {
      const { tasks } = await store.baton.run(operations.DelegatePlan, {
        tasks: page.lines.map((each, index) => ({
          key: String(index + 1),
          title: each.title,
          type: each.type,
          instructions: each.instructions || undefined,
          assigneeId: each.assigneeId || undefined,
          dependsOnKeys: list(each.after),
        })),
      });
      page.made = tasks.map(({ task }) => task);
      page.lines = [line(), line()];
    });
  }

  const problems = () => (page.error?.problems
    ? html`<div class="trouble" role="alert">${page.error.problems.map((problem) => html`<p>${problem.message}</p>
      ${problem.fields ? html`<ul>${problem.fields.map((field) => html`<li><code>${field.path.join('.')}</code> ${field.message}</li>`)}</ul>` : nothing}`)}</div>`
    : trouble(page.error));

  const single = () => html`
    <form class="wide" @submit=${one}>
      <label>Title <input name="title" required maxlength="200"></label>
      <label>Instructions <textarea name="instructions" rows="6"></textarea></label>
      <div class="fields">
        <label>Type <input name="type" required maxlength="100" placeholder="fix-bug" list="types"></label>
        <label>Priority <select name="priority">${PRIORITIES.map((each) => html`<option value=${each} ?selected=${each === 'MEDIUM'}>${words(each)}</option>`)}</select></label>
        <label>To ${agentChoice('assigneeId')}</label>
        <label>Capabilities needed <input name="capabilities" placeholder="java, sql"></label>
        <label>Labels <input name="labels" placeholder="billing"></label>
        <label>Deadline <input name="deadline" type="datetime-local"></label>
      </div>
      <label class="check"><input type="checkbox" name="review"> I want to review it before it counts as completed</label>
      <button class="main" ?disabled=${page.busy}>Delegate</button>
    </form>`;

  const several = () => html`
    <form class="wide" @submit=${whole}>
      <p class="hint">All of it is handed out, or nothing. “After” takes the numbers of the tasks that must be completed first.</p>
      <ol class="plan">${page.lines.map((each, index) => {
        const set = (name) => (event) => { each[name] = event.target.value; };
        return html`<li>
          <input required maxlength="200" placeholder="Title" aria-label="Title of task ${index + 1}" .value=${each.title} @input=${set('title')}>
          <input required maxlength="100" placeholder="Type" aria-label="Type of task ${index + 1}" .value=${each.type} @input=${set('type')}>
          ${agentChoice(`to-${index}`, each.assigneeId, set('assigneeId'))}
          <input placeholder="After" aria-label="Task ${index + 1} comes after" .value=${each.after} @input=${set('after')}>
          <button type="button" class="quiet" aria-label="Remove task ${index + 1}" ?disabled=${page.lines.length === 1}
            @click=${() => { page.lines.splice(index, 1); changed(); }}>✕</button>
          <textarea rows="1" placeholder="Instructions" aria-label="Instructions of task ${index + 1}" .value=${each.instructions} @input=${set('instructions')}></textarea>
        </li>`;
      })}</ol>
      <div class="row"><button type="button" @click=${() => { page.lines.push(line()); changed(); }}>Another task</button>
      <button class="main" ?disabled=${page.busy}>Delegate the plan</button></div>
    </form>`;

  return {
    view: () => html`
      <header class="head"><h1>Delegate</h1>
        <div class="choice" role="group" aria-label="What to delegate">
          <button aria-pressed=${!page.plan} @click=${() => { page.plan = false; changed(); }}>A task</button>
          <button aria-pressed=${page.plan} @click=${() => { page.plan = true; changed(); }}>A plan</button>
        </div></header>
      ${problems()}
      <div role="status">${page.made.length > 0 ? html`<p class="done">Delegated: ${page.made.map((task) => html`${taskLink(task)} `)}</p>` : nothing}</div>
      ${page.plan ? several() : single()}`,
  };
}
