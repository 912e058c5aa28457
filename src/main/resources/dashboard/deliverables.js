// What was handed in for a task: each name with its latest revision first, shown as what it is, to accept or to send back.
import { keyed } from './lib/lit-html/directives/keyed.js';
import * as operations from './client/operations.js';
import { ago, attempt, bytes, empty, html, nothing, trouble, words } from './parts.js';

const MARKDOWN = /markdown/;
const LONGEST = 200_000;

export function deliverablesPart(store, changed, again) {
  const parts = new Map();

  function part(id) {
    if (!parts.has(id)) parts.set(id, { busy: false, error: undefined, content: undefined, source: false, shown: undefined });
    return parts.get(id);
  }

  async function open(id, own) {
    own.content ??= null;
    try {
      const { node } = await store.baton.execute(operations.DeliverableContent, { id });
      own.content = node?.content ?? '';
      if (MARKDOWN.test(own.type ?? '') && own.content.length < LONGEST) own.shown = (await import('./markdown.js')).markdown(own.content);
    } catch (error) {
      own.content = undefined;
      own.error = error;
    }
    changed();
  }

  function judge(event, deliverable, own) {
    event.preventDefault();
    const comment = new FormData(event.target).get('comment').trim() || undefined;
    const decision = event.submitter.value;
    const [operation, input] = deliverable.review === 'LATE'
      ? [operations.AdoptDeliverable, {}]
      : [operations.ReviewDeliverable, { decision }];
    const { target } = event;
    attempt(own, changed, async () => {
      await store.baton.run(operation, { deliverableId: deliverable.id, comment, ...input });
      target.reset();
      await again();
    });
  }

  function content(deliverable, own) {
    if (deliverable.uri) {
      const web = /^https?:/i.test(deliverable.uri);
      return html`<p>${web ? html`<a href=${deliverable.uri} rel="noopener noreferrer nofollow" target="_blank">${deliverable.uri}</a>` : deliverable.uri}</p>`;
    }
    if (own.content == null) return html`<p class="empty">Reading…</p>`;
    if (own.shown && !own.source) return own.shown;
    const text = own.content.length > LONGEST ? `${own.content.slice(0, LONGEST)}\n… and ${own.content.length - LONGEST} characters more` : own.content;
    return html`<pre class="code" tabindex="0"><code>${text}</code></pre>`;
  }

  function revision(deliverable, latest) {
    const own = part(deliverable.id);
    own.type = deliverable.mediaType;
    const toggled = (event) => { if (event.target.open && own.content === undefined && !deliverable.uri) open(deliverable.id, own); };
    return html`
      <details class="deliverable" data-deliverable=${deliverable.id} data-review=${deliverable.review} @toggle=${toggled}>
        <summary>
          <span class="name">${deliverable.name}</span>
          ${deliverable.revision > 1 || !latest ? html`<span class="revision">revision ${deliverable.revision}</span>` : nothing}
          <span class="review" data-review=${deliverable.review}>${words(deliverable.review)}</span>
          <span class="meta">${words(deliverable.kind)} · ${bytes(deliverable.size)} · <bdi>${deliverable.agent.displayName}</bdi> · ${ago(deliverable.createdAt)}</span>
        </summary>
        <div class="paper">
          ${own.shown ? html`<button class="quiet" @click=${() => { own.source = !own.source; changed(); }}>${own.source ? 'As a document' : 'As text'}</button>` : nothing}
          ${content(deliverable, own)}
        </div>
        ${deliverable.comment ? html`<p class="comment"><b>${store.who(deliverable.reviewer)}</b> <q class="said">${deliverable.comment}</q></p>` : nothing}
        ${store.mayAct && (deliverable.review === 'PENDING' || deliverable.review === 'LATE') ? html`
          <form class="verdict" @submit=${(event) => judge(event, deliverable, own)}>
            <textarea name="comment" rows="1" aria-label="Comment on ${deliverable.name}" placeholder="Comment"></textarea>
            <button value="ACCEPT" class="main" ?disabled=${own.busy}>${deliverable.review === 'LATE' ? 'Adopt' : 'Accept'}</button>
            ${deliverable.review === 'PENDING' ? html`<button value="REQUEST_CHANGES" ?disabled=${own.busy}>Send back</button>` : nothing}
          </form>` : nothing}
        ${trouble(own.error)}
      </details>`;
  }

  return (deliverables) => {
    if (deliverables.length === 0) return empty('Nothing was handed in yet.');
    const names = Map.groupBy
      ? Map.groupBy(deliverables.toReversed(), ({ name }) => name)
      : deliverables.toReversed().reduce((all, each) => all.set(each.name, [...(all.get(each.name) ?? []), each]), new Map());
    return [...names.values()].reverse().map(([latest, ...older]) => html`
      ${keyed(latest.id, revision(latest, true))}
      ${older.length > 0 ? html`<details class="older"><summary>${older.length} earlier ${older.length > 1 ? 'revisions' : 'revision'} of ${latest.name}</summary>${older.map((each) => keyed(each.id, revision(each, false)))}</details>` : nothing}`);
  };
}
