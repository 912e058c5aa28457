// What the domain refuses is data: typed, beside the payload's object, and nothing has changed.
import assert from 'node:assert/strict';
import { ask } from './ask.js';

const { status, data: { retryTask } } = await ask({
  query: `mutation { retryTask(input: { taskId: "task_01h455vb4pex5vsknk084sn02q" }) {
    task { id }
    problems { __typename code message }
  } }`,
});
assert.equal(status, 200);
assert.equal(retryTask.task, null);
assert.deepEqual(retryTask.problems.map(({ __typename, code }) => [__typename, code]), [['NotFound', 'NOT_FOUND']]);

// A repetition with the same key gives the first answer; with other arguments it is refused.
const key = `example-${Date.now()}`;
const delegate = (title) => ask({
  query: `mutation ($input: DelegateTaskInput!) { delegateTask(input: $input) { task { id } problems { code } } }`,
  variables: { input: { title, type: 'example', requiredCapabilities: [key], idempotencyKey: key } },
});
const [first, again, other] = [await delegate('Once'), await delegate('Once'), await delegate('Twice')];
assert.equal(first.data.delegateTask.task.id, again.data.delegateTask.task.id);
assert.deepEqual(other.data.delegateTask, { task: null, problems: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
