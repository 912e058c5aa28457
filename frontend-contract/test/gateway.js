// A running gateway in its development mode, as the tests see it.
import net from 'node:net';

export const url = new URL(process.env.BATON_URL ?? 'http://localhost:8080');

export async function token(client) {
  const answer = await fetch(new URL('/oauth2/token', url), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client}:${client}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (!answer.ok) throw new Error(`No token: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).access_token;
}

export async function execute(bearer, query, variables) {
  const answer = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

// A proxy in front of the gateway whose connections can be cut, as networks do.
export async function fragile() {
  const open = new Set();
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(url.port), url.hostname);
    for (const [from, to] of [[client, upstream], [upstream, client]]) {
      open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => open.delete(from) && to.destroy());
      from.pipe(to);
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: server.address().port,
    cut: () => open.forEach((socket) => socket.destroy()),
    close: () => { open.forEach((socket) => socket.destroy()); server.close(); },
  };
}
