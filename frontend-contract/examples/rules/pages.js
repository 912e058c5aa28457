// A list is read page by page: each page says where it ends, and page 1,000 costs what page 1 costs.
import assert from 'node:assert/strict';
import { ask, delegate } from './ask.js';

const label = `pages-${Date.now()}`;
const tasks = [];
for (const title of ['one', 'two', 'three']) tasks.push(await delegate(title, label));

const query = `query ($label: String!, $after: String) {
  tasks(first: 2, after: $after, filter: { labels: [$label] }, orderBy: { field: CREATED_AT, direction: ASC }) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}`;
const seen = [];
let after = null;
do {
  const { data } = await ask({ query, variables: { label, after } });
  assert.equal(data.tasks.totalCount, 3);
  seen.push(...data.tasks.nodes.map(({ id }) => id));
  after = data.tasks.pageInfo.hasNextPage ? data.tasks.pageInfo.endCursor : null;
} while (after);
assert.deepEqual(seen, tasks);

// Backward, from the end.
const { data } = await ask({
  query: 'query ($label: String!) { tasks(last: 1, filter: { labels: [$label] }, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { id } } }',
  variables: { label },
});
assert.deepEqual(data.tasks.nodes, [{ id: tasks[2] }]);

// A page has 1 to 100 entries, and one end.
for (const size of ['first: 101', 'first: 0', 'first: 1, last: 1']) {
  const { errors } = await ask({ query: `{ tasks(${size}) { nodes { id } } }` });
  assert.equal(errors[0].extensions.code, 'BAD_REQUEST');
}
