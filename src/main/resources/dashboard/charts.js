// How the work goes, in numbers: throughput, waits, run times and errors over a time.
import * as operations from './client/operations.js';
import { amount, html, nothing, svg, trouble } from './parts.js';
import { COLUMNS } from './store.js';

const RANGES = [
  { title: 'An hour', bucket: 'MINUTE', step: 60_000, steps: 60, tick: { hour: '2-digit', minute: '2-digit', hour12: false } },
  { title: 'A day', bucket: 'HOUR', step: 3_600_000, steps: 24, tick: { hour: '2-digit', minute: '2-digit', hour12: false } },
  { title: 'A month', bucket: 'DAY', step: 86_400_000, steps: 30, tick: { month: 'short', day: 'numeric' } },
];
const SIZE = { width: 520, height: 150, left: 44, bottom: 20, top: 8 };
const AGAIN_MS = 15_000;

export function chartsPage(store, changed) {
  const page = { range: RANGES[0], data: undefined, error: undefined, start: 0 };
  let timer;
  let left = false;

  async function read() {
    clearTimeout(timer);
    const { range } = page;
    const to = Math.ceil(Date.now() / range.step) * range.step;
    const start = to - range.steps * range.step;
    try {
      const data = await store.baton.execute(operations.Charts, {
        from: new Date(start).toISOString(), to: new Date(to).toISOString(), bucket: range.bucket,
      });
      if (left || range !== page.range) return;
      Object.assign(page, { data, start, error: undefined });
    } catch (error) {
      page.error = error;
    }
    if (left) return;
    changed();
    timer = setTimeout(read, AGAIN_MS);
  }
  read();

  /** One value for each step of the range, also for those in which nothing was measured. */
  function values(series, value, otherwise) {
    const { range, start } = page;
    const all = Array(range.steps).fill(otherwise);
    for (const point of series[0]?.points ?? []) {
      const index = Math.floor((Date.parse(point.start) - start) / range.step);
      if (index >= 0 && index < all.length) all[index] = point[value];
    }
    return all;
  }

  function chart(title, lines, { unit = '', bars = false } = {}) {
    const { range, start } = page;
    const most = Math.max(...lines.flatMap((line) => line.values.filter((value) => value != null)), 0);
    const top = nice(most);
    const inner = SIZE.width - SIZE.left - 4;
    const x = (index) => SIZE.left + ((index + 0.5) * inner) / range.steps;
    const y = (value) => SIZE.height - SIZE.bottom - (value / top) * (SIZE.height - SIZE.bottom - SIZE.top);
    const tick = new Intl.DateTimeFormat('en', range.tick);
    const marks = [0, 0.5, 1].map((part) => part * top);
    const wide = Math.max(1.5, (inner / range.steps) * 0.8 / (bars ? lines.length : 1));
    const said = lines.map((line) => `${line.title} ${line.total}`).join(', ');
    return html`
      <section class="chart" aria-label="${title}: ${said}">
        <h2>${title}</h2>
        <p class="legend">${lines.map((line) => html`<span data-tone=${line.tone}><i></i>${line.title} <b>${line.total}</b></span>`)}</p>
        <svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${title} over ${range.title.toLowerCase()}">
          ${marks.map((mark) => svg`<line class="grid" x1=${SIZE.left} x2=${SIZE.width - 4} y1=${y(mark)} y2=${y(mark)}></line>
            <text class="tick" x=${SIZE.left - 6} y=${y(mark) + 4} text-anchor="end">${short(mark)}${unit}</text>`)}
          ${[0, Math.floor(range.steps / 2), range.steps - 1].map((index) => svg`<text class="tick" x=${x(index)} y=${SIZE.height - 4} text-anchor=${index === 0 ? 'start' : index === range.steps - 1 ? 'end' : 'middle'}>${tick.format(new Date(start + index * range.step))}</text>`)}
          ${lines.map((line, nth) => (bars
    ? line.values.map((value, index) => (value > 0 ? svg`<rect data-tone=${line.tone} x=${x(index) - (wide * lines.length) / 2 + nth * wide} y=${y(value)} width=${wide} height=${Math.max(1, y(0) - y(value))}></rect>` : nothing))
    : svg`<path data-tone=${line.tone} d=${path(line.values, x, y)}></path>${line.values.map((value, index) => (value == null ? nothing : svg`<circle data-tone=${line.tone} cx=${x(index)} cy=${y(value)} r="1.8"></circle>`))}`))}
        </svg>
      </section>`;
  }

  const count = (title, tone, series) => ({
    title, tone, values: values(series, 'sum', 0), total: amount(Math.round(series[0]?.total.sum ?? 0)),
  });
  const quantiles = (series) => [
    { title: 'half within', tone: 'accent', values: values(series, 'p50'), total: seconds(series[0]?.total.p50) },
    { title: '95 % within', tone: 'amber', values: values(series, 'p95'), total: seconds(series[0]?.total.p95) },
  ];

  const most = () => Math.max(1, ...COLUMNS.map(({ states }) => store.count(states)));
  const now = () => html`
    <section class="chart"><h2>Tasks by state, now</h2>
      <ul class="bars">${COLUMNS.map(({ title, states }) => html`
        <li><span>${title}</span><span class="long"><span data-state=${states[0]} .style=${`width:${(100 * store.count(states)) / most()}%`}></span></span><b>${amount(store.count(states))}</b></li>`)}
      </ul>
    </section>`;

  return {
    leave() { left = true; clearTimeout(timer); },
    view: () => html`
      <header class="head"><h1>Charts</h1>
        <div class="choice" role="group" aria-label="Over which time">${RANGES.map((range) => html`
          <button aria-pressed=${page.range === range} @click=${() => { Object.assign(page, { range, data: undefined }); changed(); read(); }}>${range.title}</button>`)}
        </div></header>
      ${trouble(page.error)}
      <div class="charts">
        ${page.data ? html`
          ${chart('Throughput', [count('delegated', 'blue', page.data.delegated), count('completed', 'green', page.data.completed)], { bars: true })}
          ${chart('Errors', [count('strikes', 'amber', page.data.strikes), count('dead letters', 'red', page.data.dead)], { bars: true })}
          ${chart('Waiting in the queue', quantiles(page.data.waits), { unit: ' s' })}
          ${chart('Run time of an attempt', quantiles(page.data.runs), { unit: ' s' })}` : nothing}
        ${now()}
      </div>`,
  };
}

/** A round number that is not less. */
function nice(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((each) => each * power >= value) * power;
}

const short = (value) => (value >= 1000 ? `${value / 1000}k` : String(Number(value.toPrecision(2))));
const seconds = (value) => (value == null ? '–' : `${Number(value.toPrecision(2))} s`);

/** A line through what was measured; it breaks where nothing was. */
function path(values, x, y) {
  return values.map((value, index) => (value == null ? '' : `${index > 0 && values[index - 1] != null ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`)).join('');
}
