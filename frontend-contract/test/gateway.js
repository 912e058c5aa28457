// A running gateway in its development mode, as the tests see it.
import fs from 'node:fs';
import net from 'node:net';

export const url = new URL(process.env.BATON_URL ?? 'http://localhost:8080');

// The browser of the machine: none is downloaded.
export const EXECUTABLE = process.env.CHROMIUM
  ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => fs.existsSync(file));

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
  const listen = (port) => new Promise((listening) => server.listen(port, '127.0.0.1', listening));
  const cut = () => open.forEach((socket) => socket.destroy());
  await listen(0);
  const { port } = server.address();
  return {
    port,
    cut,
    down: () => new Promise((closed) => { server.close(closed); cut(); }),
    up: () => listen(port),
    close: () => { cut(); server.close(); },
  };
}
