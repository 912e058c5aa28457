// How the work goes, in numbers.
import { COLUMNS } from './store.js';
import { amount, html } from './parts.js';

export function chartsPage(store) {
  const most = () => Math.max(1, ...COLUMNS.map(({ states }) => store.count(states)));
  return {
    view: () => html`
      <header class="head"><h1>Charts</h1></header>
      <section class="chart"><h2>Tasks by state</h2>
        <ul class="bars">${COLUMNS.map(({ title, states }) => html`
          <li><span>${title}</span><span class="long"><span data-state=${states[0]} .style=${`width:${(100 * store.count(states)) / most()}%`}></span></span><b>${amount(store.count(states))}</b></li>`)}
        </ul>
      </section>`,
  };
}
