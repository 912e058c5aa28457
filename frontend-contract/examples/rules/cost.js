// Each operation has a price that is known before it runs: ask for it, and mend what costs too much.
import assert from 'node:assert/strict';
import { ask } from './ask.js';

const cheap = '{ tasks(first: 10) { nodes { id title } } }';
const dear = '{ tasks(first: 100) { nodes { subtasks(first: 100) { nodes { subtasks(first: 100) { nodes { id } } } } } } }';

// Every answer says what was asked for, what was used, and how the bucket is.
const { data, extensions: { cost } } = await ask({ query: cheap });
assert.ok(data.tasks);
assert.ok(cost.actualQueryCost <= cost.requestedQueryCost);
assert.deepEqual(Object.keys(cost.throttleStatus).sort(), ['currentlyAvailable', 'maximumAvailable', 'restoreRate']);

// The price alone; nothing runs.
const dry = await ask({ query: dear, extensions: { dryRun: true } });
assert.equal(dry.extensions.cost.actualQueryCost, null);
assert.ok(dry.extensions.cost.requestedQueryCost > dry.extensions.cost.limit);
const [{ field, path, points }] = dry.extensions.cost.costliest;
assert.ok(field && path && points > 0);

// Run, it is refused, with the same figures.
const { status, errors: [error] } = await ask({ query: dear });
assert.equal(status, 422);
assert.equal(error.extensions.code, 'COST_LIMIT_EXCEEDED');
assert.equal(error.extensions.bound, dry.extensions.cost.requestedQueryCost);
assert.equal(error.extensions.limit, dry.extensions.cost.limit);
