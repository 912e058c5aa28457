// All about one task: what it is, how it fares, what was handed in for it, and what it needs from a person.
import { repeat } from './lib/lit-html/directives/repeat.js';
import * as operations from './client/operations.js';
import { deliverablesPart } from './deliverables.js';
import { graph } from './graph.js';
import { ago, at, attempt, bar, empty, html, json, lasted, moment, nothing, priorityMark, reader, stateMark, taskLink, titleOf, trouble, words } from './parts.js';
import { tell } from './tell.js';

const ENDED_BADLY = new Set(['FAILED', 'DEAD_LETTERED', 'REJECTED', 'CANCELED']);
const ENDED = new Set(['COMPLETED', ...ENDED_BADLY]);
const OUTPUT = 20_000;

export function taskPage(store, changed, id) {
  const page = { task: undefined, missing: false, busy: false, error: undefined, events: [], before: undefined, more: false, output: '' };
  const related = new Set([id]);
  const deliverables = deliverablesPart(store, changed, () => read());
  const again = reader(page, changed, read);
  let left = false;
  let stopOutput;

  async function read() {
    const [{ task }, timeline] = await Promise.all([
      store.baton.execute(operations.TaskPage, { id }),
      store.baton.execute(operations.TaskTimeline, { id }),
    ]);
    if (left) return;
    page.task = task;
    page.missing = !task;
    if (task) {
      const { nodes, pageInfo } = timeline.task.events;
      const newest = new Set(nodes.map((event) => event.id));
      // Where more has happened than a page tells, there is a gap behind it: what is earlier is read again from there.
      const joined = page.events.some((event) => newest.has(event.id));
      const old = joined ? page.events.filter((event) => !newest.has(event.id)) : [];
      page.events = [...nodes.toReversed(), ...old];
      if (old.length === 0) Object.assign(page, { before: pageInfo.startCursor, more: pageInfo.hasPreviousPage });
      for (const each of [...task.dependencies, ...task.dependents.nodes, ...task.subtasks.nodes]) related.add(each.id);
      followOutput(task);
    }
    changed();
  }

  const earlier = () => attempt(page, changed, async () => {
    const from = page.before;
    const { events } = (await store.baton.execute(operations.TaskTimeline, { id, before: from })).task;
    // Where the list was begun anew meanwhile, this is not what comes behind it.
    if (page.before !== from) return;
    page.events = [...page.events, ...events.nodes.toReversed()];
    Object.assign(page, { before: events.pageInfo.startCursor, more: events.pageInfo.hasPreviousPage });
  });

  // The running text is followed while somebody works.
  function followOutput(task) {
    if (task.state !== 'WORKING' || stopOutput) return;
    stopOutput = store.baton.subscribe(operations.TaskOutput, { taskId: id, after: page.heardTo }, {
      next(piece) { page.heardTo = piece.cursor; page.output = (page.output + piece.text).slice(-OUTPUT); changed(); },
      error(error) {
        stopOutput = undefined;
        // What is still kept is told from its beginning.
        if (error.code === 'CURSOR_EXPIRED') Object.assign(page, { heardTo: undefined, output: '' });
      },
    });
  }

  function heard(event) {
    if (event && !related.has(event.taskId) && event.task?.parent?.id !== id) return;
    again.ask();
  }

  store.listeners.add(heard);
  again.ask(0);

  const act = (operation, input) => attempt(page, changed, async () => {
    await store.baton.run(operation, { taskId: id, ...input });
    await read();
  });

  function answered(event) {
    event.preventDefault();
    act(operations.ProvideInput, { answer: new FormData(event.target).get('answer') });
  }

  function reviewed(event) {
    event.preventDefault();
    const comment = new FormData(event.target).get('comment').trim() || undefined;
    act(operations.ReviewTask, { decision: event.submitter.value, comment });
  }

  const attention = (task) => {
    if (!store.mayAct) return task.state === 'INPUT_REQUIRED' ? html`<section class="attention"><h2>A question</h2><p class="text">${task.question}</p></section>` : nothing;
    if (task.state === 'INPUT_REQUIRED') {
      return html`<section class="attention" aria-label="A question"><h2><bdi>${task.assignee?.displayName ?? 'The agent'}</bdi> asks</h2>
        <p class="text">${task.question}</p>
        <form @submit=${answered}><label for="answer">Answer</label><textarea id="answer" name="answer" rows="3" required></textarea>
        <button class="main" ?disabled=${page.busy}>Send the answer</button></form></section>`;
    }
    if (task.state === 'IN_REVIEW') {
      return html`<section class="attention" aria-label="A review"><h2>Done, it says. Is it?</h2>
        ${task.result != null ? html`<pre class="code" tabindex="0"><code>${json(task.result)}</code></pre>` : nothing}
        <form @submit=${reviewed}><label for="comment">Comment</label><textarea id="comment" name="comment" rows="2"></textarea>
        <div class="row"><button class="main" value="ACCEPT" ?disabled=${page.busy}>Accept</button>
        <button value="REQUEST_CHANGES" ?disabled=${page.busy}>Send back</button></div></form></section>`;
    }
    return nothing;
  };

  const actions = (task) => (store.mayAct ? html`
    ${ENDED_BADLY.has(task.state) ? html`<button class="main" ?disabled=${page.busy} @click=${() => act(operations.RetryTask, {})}>Retry</button>` : nothing}
    ${ENDED.has(task.state) ? nothing : html`<button ?disabled=${page.busy} @click=${() => act(operations.CancelTask, { reason: `Canceled by ${store.viewer.subject} on the dashboard.` })}>Cancel</button>`}` : nothing);

  const fact = (name, value) => (value == null || value === '' || value === nothing ? nothing : html`<dt>${name}</dt><dd>${value}</dd>`);
  const agentName = (agent) => agent && (store.agentName(agent.id) ?? agent.handle);
  const chips = (list) => (list.length > 0 ? html`<span class="chips">${list.map((each) => html`<span>${each}</span>`)}</span>` : nothing);

  function wholeGraph(task) {
    const parts = task.subtasks.nodes;
    if (parts.length > 1) {
      const known = new Set(parts.map((each) => each.id));
      return graph(parts, parts.flatMap((each) => each.dependencies.filter((on) => known.has(on.id)).map((on) => [on.id, each.id])), id);
    }
    const dependents = task.dependents.nodes;
    if (task.dependencies.length + dependents.length === 0) return nothing;
    return graph([...task.dependencies, task, ...dependents],
      [...task.dependencies.map((on) => [on.id, id]), ...dependents.map((each) => [id, each.id])], id);
  }

  const tries = (task) => html`
    <div class="scrolls" tabindex="0" role="group" aria-label="Attempts"><table><thead><tr><th>#</th><th>Agent</th><th>Began</th><th>Took</th><th>Outcome</th></tr></thead>
    <tbody>${task.attempts.toReversed().map((each) => html`<tr>
      <td>${each.number}</td><td>${each.agent.displayName}</td><td class="short">${ago(each.startedAt)}</td><td class="short">${lasted(each.startedAt, each.endedAt)}</td>
      <td>${each.outcome ? html`<span class="outcome" data-outcome=${each.outcome}>${words(each.outcome)}</span>` : 'at work'}
        ${each.error ? html`<span class="failure"><code>${each.error.code}</code> ${each.error.message}</span>` : nothing}</td></tr>`)}
    </tbody></table></div>`;

  function view() {
    const { task } = page;
    if (page.missing) return html`<h1>No such task</h1><p>It is not in this workspace.</p>`;
    if (!task) return html`<h1 class="unseen">Task</h1>${trouble(page.unread)}`;
    const drawn = wholeGraph(task);
    return html`
      <header class="task-head">
        ${task.parent ? html`<p class="crumb">${taskLink(task.parent)}</p>` : nothing}
        <div class="row"><h1>${titleOf(task)}</h1><span class="actions">${actions(task)}</span></div>
        <p class="meta">${stateMark(task.state)}${priorityMark(task.priority)}<span class="type">${task.type}</span>
          <bdi>${task.assignee?.displayName ?? 'anybody'}</bdi><span>changed ${ago(task.updatedAt)}</span></p>
        <div class="progress">${bar(task.progress.percent, 'Progress')}<b class="percent">${task.progress.percent} %</b>
          <span>${task.progress.milestone}${task.progress.message ? html`<span class="says"> ${task.progress.message}</span>` : nothing}</span></div>
      </header>
      ${trouble(page.error ?? page.unread)}
      ${attention(task)}
      ${task.failure ? html`<p class="trouble"><code>${task.failure.code}</code> ${task.failure.message}</p>` : nothing}
      <div class="task-body">
        <div>
          ${task.instructions ? html`<section><h2>Instructions</h2><p class="text">${task.instructions}</p></section>` : nothing}
          <section aria-label="Deliverables"><h2>Deliverables</h2>${deliverables(task.deliverables.nodes)}</section>
          ${drawn === nothing && task.subtasks.nodes.length === 0 ? nothing : html`<section><h2>${task.subtasks.nodes.length > 0 ? 'Parts' : 'Order'}</h2>${drawn}
            ${task.subtasks.nodes.length > 0 ? html`<ul class="parts">${task.subtasks.nodes.map((each) => html`<li>${taskLink(each)}<span class="agent">${each.assignee?.displayName ?? 'anybody'}</span>${bar(each.progress.percent, `Progress of ${titleOf(each)}`)}<span class="percent">${each.progress.percent} %</span></li>`)}</ul>` : nothing}
            ${task.subtasks.pageInfo.hasNextPage ? html`<p class="rest">These are the first ${task.subtasks.nodes.length} parts; there are more.</p>` : nothing}</section>`}
          ${page.output ? html`<section><h2>Output</h2><pre class="code output" tabindex="0"><code>${page.output}</code></pre></section>` : nothing}
          ${task.attempts.length > 0 ? html`<section><h2>Attempts</h2>${tries(task)}</section>` : nothing}
          ${task.result != null && task.state === 'COMPLETED' ? html`<section><h2>Result</h2><pre class="code" tabindex="0"><code>${json(task.result)}</code></pre></section>` : nothing}
          ${task.specification != null ? html`<section><details><summary><h2>Specification</h2></summary><pre class="code" tabindex="0"><code>${json(task.specification)}</code></pre></details></section>` : nothing}
        </div>
        <aside>
          <section><h2>Facts</h2><dl class="facts">
            ${fact('Asked by', task.requestedBy?.displayName ?? task.requester)}
            ${fact('Since', moment(task.createdAt))}
            ${fact('Took', task.endedAt ? lasted(task.createdAt, task.endedAt) : nothing)}
            ${fact('Deadline', task.deadline ? moment(task.deadline) : nothing)}
            ${fact('Not before', task.notBefore && !ENDED.has(task.state) ? moment(task.notBefore) : nothing)}
            ${fact('Strikes', task.strikes > 0 ? `${task.strikes} of ${task.retryPolicy.maxAttempts}` : nothing)}
            ${fact('Review', task.reviewRequired ? 'required' : nothing)}
            ${fact('Needs', chips(task.requiredCapabilities))}
            ${fact('Labels', chips(task.labels))}
            ${fact('Id', html`<code class="id">${task.id}</code>`)}
          </dl></section>
          ${task.delegations.length > 0 ? html`<section><h2>Hand-overs</h2><ol class="chain">${task.delegations.map((each) => html`
            <li><b>${agentName(each.from) ?? store.who(each.delegator)}</b> → <b>${agentName(each.to) ?? 'anybody'}</b> <small>${ago(each.createdAt)}</small>${each.note ? html` <q class="said">${each.note}</q>` : nothing}</li>`)}</ol></section>` : nothing}
          <section><h2>Timeline</h2>
            <ol class="timeline" aria-label="Events, the latest first">${repeat(page.events, (event) => event.id, (event) => html`
              <li data-type=${event.__typename}><span class="dot" data-state=${event.state ?? nothing}></span><div>${at(event.time)}<p>${tell(event, store, false)}</p></div></li>`)}</ol>
            ${page.events.length === 0 ? empty('Nothing yet.') : nothing}
            ${page.more ? html`<button @click=${earlier} ?disabled=${page.busy}>Earlier</button>` : nothing}
          </section>
        </aside>
      </div>`;
  }

  return {
    title: () => page.task && titleOf(page.task),
    leave() { left = true; store.listeners.delete(heard); again.leave(); stopOutput?.(); },
    view,
  };
}
