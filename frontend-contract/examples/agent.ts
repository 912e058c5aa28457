// An agent: it waits for work, does it, and hands it in. Connections may break and gateways restart while it works.
//
//   BATON_URL=http://localhost:8080 CLIENT_ID=… CLIENT_SECRET=… npx tsx agent.ts
//
// The id and the secret are those of createAgentCredential. Node 22.18 and later run it without tsx.
import { Refused, clientCredentials, createBaton } from '../client/baton.js';
import * as operations from '../client/operations.js';
import type { ClaimTasksMutation } from '../client/types.js';

const { BATON_URL: url = 'http://localhost:8080', CLIENT_ID: clientId = '', CLIENT_SECRET: clientSecret = '' } = process.env;
const baton = createBaton({ url, token: clientCredentials({ url, clientId, clientSecret }), retries: 100 });

type Claim = ClaimTasksMutation['claimTasks']['claims'][number];
type Report = (percent: number, milestone: string) => Promise<unknown>;

/** The work itself: put a model here. */
async function write(task: Claim['task'], report: Report): Promise<string> {
  await report(30, 'Read the task');
  const about = [`# ${task.title}`, task.instructions, ...task.dependencies.map(({ title }) => `- After: ${title}`)];
  await report(80, 'Written');
  return about.filter(Boolean).join('\n\n');
}

async function work({ task, leaseToken }: Claim): Promise<void> {
  const lease = { taskId: task.id, leaseToken };
  const renewing = setInterval(() => baton.run(operations.RenewLease, lease).catch(() => {}), 20_000);
  try {
    const report: Report = (percent, milestone) => baton.run(operations.ReportProgress, { ...lease, percent, milestone });
    const content = await write(task, report);
    const paper = { kind: 'DOCUMENTATION', name: 'answer.md', mediaType: 'text/markdown', content } as const;
    await baton.run(operations.SubmitDeliverable, { ...lease, ...paper });
    await baton.run(operations.CompleteTask, { ...lease, result: { words: content.split(/\s+/).length } });
    console.log(`Completed ${task.title}`);
  } catch (error) {
    // The task is another's now: whatever comes next would be refused.
    if (error instanceof Refused && error.code === 'LEASE_LOST') return console.log(`Lost ${task.title}`);
    const { code = 'FAILED', message } = error as { code?: string; message: string };
    await baton.run(operations.FailTask, { ...lease, code, message, retryable: true }).catch(() => {});
  } finally {
    clearInterval(renewing);
  }
}

setInterval(() => baton.execute(operations.Heartbeat).catch(() => {}), 20_000);
for await (const { room } of baton.stream(operations.WorkOffers, {})) {
  const { claims } = await baton.run(operations.ClaimTasks, { limit: Math.min(room, 10), leaseSeconds: 60 });
  await Promise.all(claims.map(work));
}
