/** What a foreign page knows: where the console is, and the id of a connection. */
export type Own = { readonly url: string; readonly id: string };
/** Carried out in the foreign page, so it uses nothing but its own; the text that it could read of answers, "" where it could read none. */
export type Deed = (own: Own) => Promise<string>;

type Form = { readonly path: string; readonly enctype?: string; readonly fields: Readonly<Record<string, string>> };

/** A form, sent into a frame of the foreign page; what the page can then read of that frame. */
export function sendForm({ url, path, enctype = 'application/x-www-form-urlencoded', fields }: Form & { readonly url: string }): Promise<string> {
  const frame = document.createElement('iframe');
  frame.name = 'answer';
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: `${url}${path}`, enctype, target: frame.name });
  for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement('input'), { name, value }));
  document.body.append(frame, form);
  return new Promise((resolve) => {
    frame.addEventListener('load', () => resolve(frame.contentDocument?.body.innerText ?? ''));
    form.submit();
  });
}

/** All that the console would ask the local issuer for. */
function signInAt(url: string): Readonly<Record<string, string>> {
  const challenge = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
  return { client_id: 'local-console', redirect_uri: `${url}/`, response_type: 'code', state: 'of-mallory', ...challenge };
}

const NEW_CONNECTION = '{"name":"forged","connector":"jira-dc","project":"demo","config":{}';

/** Forms by what they ask for; the second is JSON when it arrives, its last member the rest of the body. */
export const FORMS: readonly (readonly [name: string, form: (own: Own) => Form])[] = [
  ['a form, urlencoded, to test a connection', ({ id }) => ({ path: `/v1/connections/${id}/test`, fields: {} })],
  [
    'a form of plain text that is JSON, to store a connection',
    () => ({ path: '/v1/connections', enctype: 'text/plain', fields: { [`${NEW_CONNECTION},"labels":{"a":"`]: '"}}' } }),
  ],
  ['a form in several parts, to begin a run', () => ({ path: '/v1/verification-runs', enctype: 'multipart/form-data', fields: { project: 'demo' } })],
  ['a form that says it is a DELETE', ({ id }) => ({ path: `/v1/connections/${id}?_method=DELETE&method=DELETE`, fields: { _method: 'DELETE' } })],
  [
    'a form with a token in its address',
    ({ id }) => ({ path: `/v1/connections/${id}/test?access_token=x&authorization=Bearer%20x`, fields: { access_token: 'x' } }),
  ],
  ['a form to the local issuer, to sign in as somebody else', ({ url }) => ({ path: '/local/issuer/authorize', fields: { ...signInAt(url), as: 'admin' } })],
  [
    'a form of plain text to the local issuer, for a token',
    () => ({ path: '/local/token', enctype: 'text/plain', fields: { '{"roles":["*:admin"],"sub":"mallory': '"}' } }),
  ],
];

export const SCRIPTS: readonly (readonly [name: string, deed: Deed])[] = [
  [
    'fetch without CORS, with all it may carry',
    async ({ url, id }) => {
      const options = { method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'content-type': 'text/plain' }, body: '{}' } as const;
      return (await fetch(`${url}/v1/connections/${id}/test`, options)).text();
    },
  ],
  [
    'fetch without CORS, to move the local clock',
    async ({ url }) => (await fetch(`${url}/local/clock`, { method: 'POST', mode: 'no-cors', body: '{"advance":"PT1H"}' })).text(),
  ],
  [
    'fetch with JSON',
    ({ url }) =>
      fetch(`${url}/v1/connections`, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{}' }).then(
        (answer) => answer.text(),
        () => '',
      ),
  ],
  [
    'fetch with a token that it made up',
    ({ url }) =>
      fetch(`${url}/v1/connections`, { headers: { authorization: 'Bearer e30.e30.e30' } }).then(
        (answer) => answer.text(),
        () => '',
      ),
  ],
  [
    'fetch of what needs no token',
    ({ url }) =>
      fetch(`${url}/health`, { credentials: 'include' }).then(
        (answer) => answer.text(),
        () => '',
      ),
  ],
  [
    'DELETE and PATCH',
    async ({ url, id }) => {
      const ask = (method: string): Promise<string> =>
        fetch(`${url}/v1/connections/${id}`, { method, credentials: 'include', headers: { 'if-match': '"1"' }, body: '{"name":"forged"}' }).then(
          (answer) => answer.text(),
          () => '',
        );
      return (await ask('DELETE')) + (await ask('PATCH'));
    },
  ],
  [
    'POST that says in its headers that it is a DELETE',
    ({ url, id }) => {
      const headers = { 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE', 'x-method-override': 'DELETE' };
      return fetch(`${url}/v1/connections/${id}`, { method: 'POST', credentials: 'include', headers }).then(
        (answer) => answer.text(),
        () => '',
      );
    },
  ],
  [
    'XMLHttpRequest and EventSource',
    async ({ url }) => {
      const request = new XMLHttpRequest();
      request.open('GET', `${url}/v1/connections`);
      request.withCredentials = true;
      const source = new EventSource(`${url}/v1/connections`, { withCredentials: true });
      const streamed = new Promise<string>((resolve) => {
        source.addEventListener('message', ({ data }) => resolve(String(data)));
        source.addEventListener('error', () => resolve(''));
      });
      const asked = new Promise<string>((resolve) => {
        request.addEventListener('loadend', () => resolve(request.responseText));
        request.send();
      });
      const texts = await Promise.all([asked, streamed]);
      source.close();
      return texts.join('');
    },
  ],
  [
    'pictures, scripts and styles that are answers',
    async ({ url, id }) => {
      const kinds = [
        ['img', 'src'],
        ['script', 'src'],
        ['link', 'href'],
        ['audio', 'src'],
      ] as const;
      const places = [`/v1/connections/${id}`, '/v1/audit', '/openapi.json', '/local/events', '/local/clock', '/'];
      const loads = kinds.flatMap(([name, attribute]) =>
        places.map((place) => {
          const element = Object.assign(document.createElement(name), { [attribute]: url + place, rel: 'stylesheet' });
          document.head.append(element);
          return new Promise<string>((resolve) => {
            element.addEventListener('load', () => resolve(`${name} ${place}`));
            element.addEventListener('error', () => resolve(''));
          });
        }),
      );
      return (await Promise.all(loads)).join('');
    },
  ],
  [
    'a beacon',
    async ({ url, id }) => {
      navigator.sendBeacon(`${url}/v1/connections/${id}/test`, '{}');
      return '';
    },
  ],
];
