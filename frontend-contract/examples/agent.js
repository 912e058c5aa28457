// An agent: it waits for work, does it, and hands it in. Connections may break and gateways restart while it works.
//
//   BATON_URL=http://localhost:8080 CLIENT_ID=… CLIENT_SECRET=… node agent.js
//
// The id and the secret are those of createAgentCredential.
import { Refused, clientCredentials, createBaton } from '../client/baton.js';
import * as operations from '../client/operations.js';

const { BATON_URL: url = 'http://localhost:8080', CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = process.env;
const baton = createBaton({ url, token: clientCredentials({ url, clientId, clientSecret }), retries: 100 });

/** The work itself: put a model here. */
async function write(task, report) {
  await report(30, 'Read the task');
  const about = [`# ${task.title}`, task.instructions, ...task.dependencies.map(({ title }) => `- After: ${title}`)];
  await report(80, 'Written');
  return about.filter(Boolean).join('\n\n');
}

async function work({ task, leaseToken }) {
  const lease = { taskId: task.id, leaseToken };
  const renewing = setInterval(() => baton.run(operations.RenewLease, lease).catch(() => {}), 20_000);
  try {
    const report = (percent, milestone) => baton.run(operations.ReportProgress, { ...lease, percent, milestone });
    const content = await write(task, report);
    const paper = { kind: 'DOCUMENTATION', name: 'answer.md', mediaType: 'text/markdown', content };
    await baton.run(operations.SubmitDeliverable, { ...lease, ...paper });
    await baton.run(operations.CompleteTask, { ...lease, result: { words: content.split(/\s+/).length } });
    console.log(`Completed ${task.title}`);
  } catch (error) {
    // The task is another's now: whatever comes next would be refused.
    if (error instanceof Refused && error.code === 'LEASE_LOST') return console.log(`Lost ${task.title}`);
    const failure = { code: error.code ?? 'FAILED', message: error.message, retryable: true };
    await baton.run(operations.FailTask, { ...lease, ...failure }).catch(() => {});
  } finally {
    clearInterval(renewing);
  }
}

setInterval(() => baton.execute(operations.Heartbeat).catch(() => {}), 20_000);
for await (const { room } of baton.stream(operations.WorkOffers, {})) {
  const { claims } = await baton.run(operations.ClaimTasks, { limit: Math.min(room, 10), leaseSeconds: 60 });
  await Promise.all(claims.map(work));
}
