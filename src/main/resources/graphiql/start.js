// GraphiQL, signed in as the development client of its name, with some of the contract's operations to begin with.
import { clientCredentials, keepToken } from '/ui/client/token.js';
import { Board, Crew, DelegateTask, Live, Overview } from '/ui/client/operations.js';

const { GraphiQL, React, ReactDOM, graphqlWs } = globalThis;
const client = new URLSearchParams(location.search).get('as') ?? 'operator';
const token = keepToken(clientCredentials({ url: location.origin, clientId: client, clientSecret: client }));
const url = `${location.origin}/graphql`;
const bearer = async () => `Bearer ${await token.get()}`;
const root = document.getElementById('graphiql');
const first = await bearer().catch((error) => {
  root.textContent = error.message;
  throw error;
});
const headers = JSON.stringify({ Authorization: first }, null, 2);
const tab = ({ text }, variables) => ({ query: text, variables: variables && JSON.stringify(variables, null, 2), headers });

// It remembers the operations that were run with their headers; the token is not for keeping.
const kept = JSON.stringify(headers).slice(1, -1);
const storage = {
  get length() { return localStorage.length; },
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value.replaceAll(kept, '{}')),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => localStorage.clear(),
};

// Tabs of an earlier visit have no token, and the one that is filled in ends after a while.
async function signed(address, how) {
  const given = new Headers(how.headers);
  if ((given.get('Authorization') ?? first) === first) given.set('Authorization', await bearer());
  return fetch(address, { ...how, headers: given });
}

const fetcher = GraphiQL.createFetcher({
  url,
  fetch: signed,
  wsClient: graphqlWs.createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: async () => ({ Authorization: await bearer() }),
  }),
});
ReactDOM.createRoot(root).render(React.createElement(GraphiQL, {
  fetcher,
  storage,
  defaultHeaders: headers,
  shouldPersistHeaders: false,
  defaultEditorToolsVisibility: 'variables',
  defaultTabs: [
    tab(Overview),
    tab(Board, { states: ['QUEUED', 'WORKING'], first: 20 }),
    tab(Crew),
    tab(DelegateTask, { input: { title: 'Write the release notes', type: 'write' } }),
    tab(Live),
  ],
}));
