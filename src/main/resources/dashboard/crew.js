// The agents as a tree, with who is there and what each has in its hands.
import { ago, bar, empty, html, nothing, stateMark, titleOf, words } from './parts.js';

const SHOWN = 5;

export function crewPage(store) {
  function tree() {
    const below = new Map();
    for (const agent of store.agents.values()) {
      const manager = store.agents.has(agent.reportsToId) ? agent.reportsToId : undefined;
      below.set(manager, [...(below.get(manager) ?? []), agent]);
    }
    return below;
  }

  const holding = (task) => html`
    <li><a href="#/task/${task.id}" class="held">${stateMark(task.state)}<span class="title">${titleOf(task)}</span>
      ${bar(task.progress.percent, `Progress of ${titleOf(task)}`)}<span class="percent">${task.progress.percent} %</span></a></li>`;

  const member = (agent, below) => html`
    <li>
      <article class="agent-card" data-presence=${agent.presence}>
        <header>
          <h2><span class="presence" data-presence=${agent.presence} title=${words(agent.presence)}></span><bdi>${agent.displayName}</bdi></h2>
          <code>${agent.handle}</code>
          <span class="kind">${words(agent.kind)}${agent.division ? ` · ${agent.division}` : ''}</span>
          <span class="last"><span class="seen">${agent.presence === 'ONLINE' ? 'online' : agent.lastSeenAt ? html`seen ${ago(agent.lastSeenAt)}` : 'never seen'}</span>
          <span class="load" title="Tasks in hand, of how many it may hold">${agent.current.length}${agent.holdsMore ? '+' : ''} / ${agent.maxConcurrentTasks}</span></span>
        </header>
        ${agent.current.length > 0 ? html`<ul class="holding">${agent.current.slice(0, SHOWN).map(holding)}</ul>` : nothing}
        ${agent.current.length > SHOWN ? html`<p class="rest">and ${agent.current.length - SHOWN}${agent.holdsMore ? ' or more' : ''} others</p>` : nothing}
        ${agent.capabilities.length > 0 ? html`<p class="chips">${agent.capabilities.map((name) => html`<span>${name}</span>`)}</p>` : nothing}
      </article>
      ${below.has(agent.id) ? html`<ul class="team">${below.get(agent.id).map((each) => member(each, below))}</ul>` : nothing}
    </li>`;

  return {
    view() {
      const below = tree();
      const online = [...store.agents.values()].filter(({ presence }) => presence === 'ONLINE').length;
      return html`
        <header class="head"><h1>Crew</h1><p>${store.agents.size} agents, ${online} online</p></header>
        ${store.agents.size === 0 ? empty(store.ready ? 'No agents yet. Register one with registerAgent.' : '') : nothing}
        <ul class="crew">${(below.get(undefined) ?? []).map((agent) => member(agent, below))}</ul>`;
    },
  };
}
