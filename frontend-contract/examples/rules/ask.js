// Plain requests, for the examples beside this file: what goes over the wire is in sight.
export const url = process.env.BATON_URL ?? 'http://localhost:8080';

export async function token(client = 'operator') {
  const answer = await fetch(new URL('/oauth2/token', url), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client}:${client}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return (await answer.json()).access_token;
}

/** Sends a request as a client of the development mode, and answers what came back. */
export async function ask(request, client) {
  const answer = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(client !== null && { authorization: `Bearer ${await token(client)}` }),
    },
    body: JSON.stringify(request),
  });
  const { data, errors, extensions } = await answer.json();
  return { status: answer.status, headers: answer.headers, data, errors, extensions };
}

/** A task of its own, with this label. */
export async function delegate(title, label) {
  const { data } = await ask({
    query: `mutation ($title: String!, $labels: [String!]) {
      delegateTask(input: { title: $title, type: "example", requiredCapabilities: $labels, labels: $labels }) { task { id } }
    }`,
    variables: { title, labels: [label] },
  });
  return data.delegateTask.task.id;
}
