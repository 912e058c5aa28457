// A widget for any page: how many tasks are at work, and the latest thing that happened, as it happens.
import { clientCredentials, createBaton } from '../client/baton.js';
import * as operations from '../client/operations.js';

class BatonTasks extends HTMLElement {
  async connectedCallback() {
    const url = this.getAttribute('gateway');
    const client = this.getAttribute('client');
    // On a real page this is a function that asks your own server for a token.
    const token = clientCredentials({ url, clientId: client, clientSecret: client });
    const baton = createBaton({ url, token, onState: (state) => { this.dataset.state = state; } });
    this.baton = baton;
    try {
      const { workspace } = await baton.execute(operations.Overview);
      // It may have been taken from the page meanwhile.
      if (this.baton !== baton) return;
      const working = workspace.taskCounts.find(({ state }) => state === 'WORKING')?.count ?? 0;
      this.textContent = `${working} at work`;
      baton.subscribe(operations.Live, { after: workspace.head }, {
        next: ({ task }) => { if (task) this.textContent = `${task.title}: ${task.state}`; },
        error: (error) => { this.textContent = error.message; },
      });
    } catch (error) {
      this.textContent = error.message;
    }
  }

  disconnectedCallback() {
    this.baton?.close();
    this.baton = undefined;
  }
}

customElements.define('baton-tasks', BatonTasks);
