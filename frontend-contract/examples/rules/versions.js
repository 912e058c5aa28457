// The schema has no version: it grows, and what is to go is deprecated first, with what to use instead.
import assert from 'node:assert/strict';
import { ask, delegate } from './ask.js';

const { data } = await ask({
  query: `{ __schema { types {
    name
    fields(includeDeprecated: true) { name isDeprecated deprecationReason }
    enumValues(includeDeprecated: true) { name isDeprecated deprecationReason }
  } } }`,
});
const elements = data.__schema.types.flatMap((type) => [...(type.fields ?? []), ...(type.enumValues ?? [])]);
assert.ok(elements.length > 100);
for (const { name, deprecationReason } of elements.filter(({ isDeprecated }) => isDeprecated)) {
  assert.match(deprecationReason, /\S/, `${name} does not say what to use instead`);
}

// New types of events and problems come at any time. Ask for what they have in common, and pass over what you do not know.
const label = `versions-${Date.now()}`;
await delegate('Something', label);
const { data: { events } } = await ask({ query: '{ events(last: 5) { nodes { __typename id time } } }' });
const known = { TaskDelegated: 'was delegated' };
for (const event of events.nodes) assert.equal(typeof (known[event.__typename] ?? 'happened'), 'string');
