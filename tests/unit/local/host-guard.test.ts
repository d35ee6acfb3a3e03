import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type Gateway } from '../../../infra/local/gateway.ts';
import { gatewayMessage } from '../../../infra/local/http-results.ts';
import { comesFromElsewhere } from '../../../infra/local/host-guard.ts';
import { refuseEveryToken } from '../../../infra/local/jwt-verifier.ts';
import { startJira, type DemoJira } from '../../../infra/local/targets/jira.ts';
import { send } from '../../helpers/http-request.ts';

let gateway: Gateway;
let jira: DemoJira;
let answered = 0;

beforeAll(async () => {
  gateway = await startGateway({
    port: 0,
    serverlessFile: new URL('../../fixtures/local/serverless.yml', import.meta.url),
    authorize: refuseEveryToken,
    invoke: async () => {
      answered += 1;
      return {};
    },
    local: async () => {
      answered += 1;
      return gatewayMessage(200, 'local');
    },
    now: () => 0,
  });
  jira = await startJira(0, { token: 't', user: 'u', password: 'p' });
});

afterAll(() => Promise.all([gateway.close(), jira.close()]));

const portOf = (url: string): number => Number(new URL(url).port);

const FOREIGN_HOSTS: readonly (readonly [string, readonly string[]])[] = [
  ['a name rebound to this machine', ['rebind.attacker.example']],
  ['that name with our port', ['rebind.attacker.example:<port>']],
  ['a public name for 127.0.0.1', ['localtest.me:<port>']],
  ['our name with something behind it', ['127.0.0.1.attacker.example:<port>']],
  ['a subdomain of localhost', ['app.localhost:<port>']],
  ['localhost with a trailing dot', ['localhost.:<port>']],
  ['another loopback address', ['127.0.0.2:<port>']],
  ['a short spelling of loopback', ['127.1:<port>']],
  ['a hexadecimal spelling', ['0x7f000001:<port>']],
  ['a decimal spelling', ['2130706433:<port>']],
  ['the unspecified address', ['0.0.0.0:<port>']],
  ['IPv6 loopback, where nothing listens', ['[::1]:<port>']],
  ['no port', ['127.0.0.1']],
  ['another port', ['127.0.0.1:1']],
  ['user information', ['127.0.0.1:<port>@attacker.example']],
  ['upper case', ['LOCALHOST:<port>']],
  ['nothing at all', ['']],
  ['two hosts, ours first', ['127.0.0.1:<port>', 'attacker.example']],
  ['two hosts, ours last', ['attacker.example', '127.0.0.1:<port>']],
];

describe.each([['/v1/connectors/usage'], ['/local/token'], ['/']])('%s', (target) => {
  it.each(FOREIGN_HOSTS)('is not answered under %s', async (_, hosts) => {
    const port = portOf(gateway.url);
    const headers = hosts.map((host) => ['Host', host.replace('<port>', String(port))] as const);
    const { status } = await send({ port, target, headers });
    expect([400, 421]).toContain(status);
    expect(answered).toBe(0);
  });
});

it.each([
  ['an absolute target', 'GET http://attacker.example/local/clock HTTP/1.1\r\nHost: 127.0.0.1:<port>\r\nConnection: close\r\n\r\n'],
  ['a request of HTTP/1.0 without Host', 'GET /local/clock HTTP/1.0\r\n\r\n'],
  ['a request without Host', 'GET /local/clock HTTP/1.1\r\nConnection: close\r\n\r\n'],
])('%s is not answered', async (_, raw) => {
  const port = portOf(gateway.url);
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(raw.replace('<port>', String(port))));
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
  expect(text).toMatch(/^HTTP\/1\.1 (400|421) /);
  expect(answered).toBe(0);
});

it.each(['127.0.0.1', 'localhost'])('%s with its port is answered', async (name) => {
  const port = portOf(gateway.url);
  expect((await send({ port, target: '/v1/connectors/usage', headers: [['Host', `${name}:${port}`]] })).status).toBe(200);
  answered = 0;
});

describe('/local', () => {
  it.each([
    ['Origin', 'https://attacker.example'],
    ['Origin', 'null'],
    ['Origin', 'http://localhost'],
    ['Origin', 'http://127.0.0.1:1'],
    ['Origin', 'https://127.0.0.1:<port>'],
    ['Origin', 'http://127.0.0.1:<port>.attacker.example'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-site'],
  ])('refuses a page of another origin: %s %s', async (name, value) => {
    const port = portOf(gateway.url);
    const headers = [
      ['Host', `127.0.0.1:${port}`],
      [name, value.replace('<port>', String(port))],
    ] as const;
    for (const target of ['/local/token', '/local/issuer/jwks.json', '/local']) {
      expect((await send({ port, method: 'POST', target, headers, body: '{}' })).status).toBe(403);
    }
    expect(answered).toBe(0);
  });

  it('is not reached by another spelling of its path', async () => {
    const port = portOf(gateway.url);
    for (const target of ['/%6cocal/token', '//local/token', '/./local/token', '/x/../local/token', '/LOCAL/token']) {
      const { status } = await send({
        port,
        target,
        headers: [
          ['Host', `127.0.0.1:${port}`],
          ['Origin', 'https://attacker.example'],
        ],
      });
      expect([403, 404]).toContain(status);
    }
    expect(answered).toBe(0);
  });

  it('answers its own page and programs', async () => {
    const port = portOf(gateway.url);
    for (const origin of [
      [],
      [
        ['Origin', `http://127.0.0.1:${port}`],
        ['Sec-Fetch-Site', 'same-origin'],
      ],
    ] as const) {
      expect((await send({ port, target: '/local/clock', headers: [['Host', `127.0.0.1:${port}`], ...origin] })).status).toBe(200);
    }
    answered = 0;
  });
});

it('the demo Jira answers only under its own name', async () => {
  const port = portOf(jira.url);
  expect((await send({ port, headers: [['Host', 'attacker.example']] })).status).toBe(421);
  expect((await send({ port, headers: [['Host', jira.host]] })).status).toBe(200);
});

it('on port 80 a browser leaves the port out of Origin, and nowhere else', async () => {
  const judged = async (origin: string, port: number): Promise<boolean> => {
    let elsewhere = true;
    const server: Server = createServer((request, response) => {
      elsewhere = comesFromElsewhere(request, port);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await send({
      port: typeof address === 'object' && address ? address.port : 0,
      headers: [
        ['Host', 'x'],
        ['Origin', origin],
      ],
    });
    server.close();
    return elsewhere;
  };
  expect(await judged('http://localhost', 80)).toBe(false);
  expect(await judged('http://localhost', 3000)).toBe(true);
});
