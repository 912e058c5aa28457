// Snapshot, then stream: nothing is missed, and nothing comes twice, whatever ends the stream in between.
import assert from 'node:assert/strict';
import { ask, delegate, token, url } from './ask.js';

/** The first event after the place, of tasks with the label: an event stream by plain fetch. */
async function next(after, label) {
  const answer = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${await token()}`,
    },
    body: JSON.stringify({
      query: `subscription ($after: String, $labels: [String!]) {
        taskEvents(after: $after, filter: { labels: $labels }) { __typename cursor taskId state }
      }`,
      variables: { after, labels: [label] },
    }),
  });
  let text = '';
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const event = text.match(/^data: ?(\{.*\})$/m);
    // Leaving the loop ends the stream, as a connection that breaks would.
    if (event) return JSON.parse(event[1]);
  }
  throw new Error(`The stream ended: ${text}`);
}

const label = `streams-${Date.now()}`;
const { data } = await ask({ query: '{ workspace { head taskCounts { state count } } }' });
const one = await delegate('one', label);
const first = (await next(data.workspace.head, label)).data.taskEvents;
assert.deepEqual([first.__typename, first.taskId, first.state], ['TaskDelegated', one, 'QUEUED']);

// What happens while nobody listens is the first that comes behind the last cursor.
const two = await delegate('two', label);
assert.equal((await next(first.cursor, label)).data.taskEvents.taskId, two);

// What is no cursor is refused, and never taken for a beginning.
const { errors } = await next('somewhere', label);
assert.equal(errors[0].extensions.code, 'BAD_REQUEST');
