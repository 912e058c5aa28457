// Tasks that wait for one another, drawn in layers from left to right.
import { html, stateName, svg, titleOf } from './parts.js';

const BOX = { width: 184, height: 40, across: 44, down: 12 };

/**
 * @param {{ id: string, title: string, state: string }[]} tasks
 * @param {[string, string][]} edges from what is waited for to what waits
 * @param {string} [own] the task whose page it is
 */
export function graph(tasks, edges, own) {
  const layers = layered(tasks, edges);
  const place = new Map();
  layers.forEach((layer, x) => layer.forEach((task, y) => place.set(task.id, {
    x: x * (BOX.width + BOX.across) + 2,
    y: y * (BOX.height + BOX.down) + 2,
  })));
  const width = layers.length * (BOX.width + BOX.across) - BOX.across + 4;
  const height = Math.max(...layers.map((layer) => layer.length)) * (BOX.height + BOX.down) - BOX.down + 4;
  const line = ([from, to]) => {
    const [a, b] = [place.get(from), place.get(to)];
    const [x1, y1, x2, y2] = [a.x + BOX.width, a.y + BOX.height / 2, b.x, b.y + BOX.height / 2];
    const bend = Math.max(18, (x2 - x1) / 2);
    return svg`<path class="edge" d=${`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}></path>`;
  };
  const box = (task) => {
    const { x, y } = place.get(task.id);
    return svg`
      <a href=${`#/task/${task.id}`} aria-label=${`${titleOf(task)}, ${stateName(task.state)}`} class=${task.id === own ? 'own' : ''}>
        <rect x=${x} y=${y} width=${BOX.width} height=${BOX.height} rx="7"></rect>
        <circle cx=${x + 14} cy=${y + 20} r="4" data-state=${task.state}></circle>
        <svg x=${x + 26} y=${y} width=${BOX.width - 32} height=${BOX.height}><text y="24">${shortened(titleOf(task), 22)}<title>${titleOf(task)}</title></text></svg>
      </a>`;
  };
  return html`<div class="graph" tabindex="0" role="group" aria-label="What waits for what">
    <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}">${edges.map(line)}${tasks.map(box)}</svg></div>`;
}

function shortened(text, length) {
  const signs = [...text];
  return signs.length > length ? `${signs.slice(0, length - 1).join('')}…` : text;
}

/** Each task is one layer behind the last of those it waits for. */
function layered(tasks, edges) {
  const before = new Map(tasks.map(({ id }) => [id, []]));
  for (const [from, to] of edges) before.get(to).push(from);
  const depth = new Map();
  const deep = (id) => {
    if (!depth.has(id)) {
      depth.set(id, 0);
      depth.set(id, Math.max(-1, ...before.get(id).map(deep)) + 1);
    }
    return depth.get(id);
  };
  const layers = [];
  for (const task of tasks) (layers[deep(task.id)] ??= []).push(task);
  return layers;
}
