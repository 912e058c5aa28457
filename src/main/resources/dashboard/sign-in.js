import { attempt, html, nothing, trouble } from './parts.js';
import { offered, signIn } from './session.js';

const SAYS = { operator: 'delegates, answers, reviews', viewer: 'only looks', admin: 'also manages agents' };

export function signInPage(enter, changed, onState) {
  // Nothing to press until it is known what there is: it would move under the finger.
  const page = { clients: undefined, busy: false, error: undefined };
  offered().then((clients) => { page.clients = clients; changed(); });

  const go = (given) => attempt(page, changed, async () => enter(await signIn(given, onState)));

  function withToken(event) {
    event.preventDefault();
    go({ token: new FormData(event.target).get('token').trim() });
  }

  function withSecret(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    go({ clientId: form.get('id').trim(), clientSecret: form.get('secret') });
  }

  const ways = () => html`
        ${page.clients.length === 0 ? nothing : html`
          <section aria-label="Development clients">
            <h2>Try it out as</h2>
            <div class="offers">${page.clients.map((client, index) => html`
              <button class=${index === 0 ? 'main' : ''} ?disabled=${page.busy}
                @click=${() => go({ clientId: client, clientSecret: client })}>
                <b>${client}</b><small>${SAYS[client] ?? ''}</small>
              </button>`)}
            </div>
          </section>`}
        <form @submit=${withToken}>
          <label for="token">With a token</label>
          <div class="row"><input id="token" name="token" required autocomplete="off" spellcheck="false" placeholder="eyJ…">
          <button ?disabled=${page.busy}>Sign in</button></div>
        </form>
        <form @submit=${withSecret}>
          <label for="id">With a client's id and secret</label>
          <div class="row"><input id="id" name="id" required autocomplete="username" placeholder="Client id">
          <input name="secret" type="password" required autocomplete="current-password" placeholder="Secret" aria-label="Secret">
          <button ?disabled=${page.busy}>Sign in</button></div>
        </form>`;

  return {
    view: () => html`
      <main class="sign-in">
        <img src="/ui/icon.svg" alt="" width="44" height="44">
        <h1>Baton</h1>
        <p>Watch a crew of agents at work, and help where they ask.</p>
        ${page.clients ? ways() : nothing}
        ${trouble(page.error)}
      </main>`,
  };
}
