// Who is signed in. The token lives as long as the tab; of a development client only the name is kept, which is its
// secret too, and any other secret is forgotten when the page is left.
import { clientCredentials, createBaton } from './client/baton.js';
import * as operations from './client/operations.js';

const KEY = 'baton.session';
const url = location.origin;

const SOON_MS = 3_000;

/** What the gateway offers to those who try it out. */
export async function offered() {
  try {
    const answer = await fetch('/ui/settings.json', { signal: AbortSignal.timeout(SOON_MS) });
    return answer.ok ? (await answer.json()).clients : [];
  } catch {
    return [];
  }
}

function opened(token, onState) {
  return createBaton({ url, token, onState });
}

/** @param {{ token?: string, clientId?: string, clientSecret?: string }} given */
export async function signIn(given, onState) {
  const token = given.token ?? clientCredentials({ url, ...given });
  const baton = opened(token, onState);
  const { viewer, workspace } = await baton.execute(operations.Overview);
  if (given.token) sessionStorage.setItem(KEY, JSON.stringify({ token: given.token }));
  else if (given.clientId === given.clientSecret) sessionStorage.setItem(KEY, JSON.stringify({ client: given.clientId }));
  return { baton, viewer, workspace };
}

/** The session that the tab had before it was loaded again, or undefined. */
export async function resumed(onState) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  if (!kept) return undefined;
  try {
    return await signIn(kept.client ? { clientId: kept.client, clientSecret: kept.client } : kept, onState);
  } catch (error) {
    if (error.code === 'UNAUTHENTICATED') forget();
    throw error;
  }
}

export function forget() {
  sessionStorage.removeItem(KEY);
}
