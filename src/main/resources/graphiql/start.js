// GraphiQL, signed in as the development client of its name, with some of the contract's operations to begin with.
import { clientCredentials } from '/ui/client/baton.js';
import { Board, Crew, DelegateTask, Live, Overview } from '/ui/client/operations.js';

const { GraphiQL, React, ReactDOM, graphqlWs } = globalThis;
const client = new URLSearchParams(location.search).get('as') ?? 'operator';
const token = await clientCredentials({ url: location.origin, clientId: client, clientSecret: client })();
const url = `${location.origin}/graphql`;
const headers = JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2);
const tab = ({ text }, variables) => ({ query: text, variables: variables && JSON.stringify(variables, null, 2), headers });

const fetcher = GraphiQL.createFetcher({
  url,
  wsClient: graphqlWs.createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: { Authorization: `Bearer ${token}` },
  }),
});
ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, {
  fetcher,
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
