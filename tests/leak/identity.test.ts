import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Connector } from '../../shared/connectors/connector.ts';
import { verifyConnection } from '../../shared/verify.ts';
import { freshToken, leaksIn } from '../helpers/canary.ts';
import { ENCODINGS } from '../helpers/leak/encodings.ts';
import { freshOfEveryShape, ofEveryShape } from '../helpers/leak/shapes.ts';
import { jsonAnswer, pretendService, serviceMask } from '../helpers/pretend-service.ts';
import { seeded } from '../helpers/random.ts';

// A vendor whose answer puts the credential, or the token that it issued for it, where it says whom the credential belongs to.
const values = freshOfEveryShape();
const SERVICE: Connector = {
  id: 'pretend',
  name: 'Pretend',
  category: 'test',
  docs: 'https://example.com/',
  confidence: 'unproven',
  base: 'https://api.example.com',
  hosts: [{ pattern: 'api.example.com', kind: 'vendor-fixed' }],
  ports: [443],
  callerMade: false,
  fields: [],
  methods: [
    {
      id: 'form',
      label: 'Form',
      scheme: 'session_login',
      fields: [{ name: 'value', label: 'Value', kind: 'secret', required: true, maskable: true }],
      steps: [{ method: 'POST', path: '/token', json: { value: '${value}' }, capture: { issued: 'token' } }],
      probe: { method: 'POST', path: '/me', json: { token: '${issued}' } },
    },
  ],
  probe: { path: '/me' },
  identity: 'name',
  rules: [{ status: [200], outcome: 'ok' }],
  lockout: 'low',
};

/** All that is told of a test whose answer names somebody so; `identity` apart. */
async function told(
  value: string,
  name: (issued: string) => string,
): Promise<{ readonly identity: string | null; readonly text: string; readonly issued: string }> {
  const issued = freshToken();
  const { deps, connection } = pretendService(SERVICE, {
    values: { value },
    config: { value: serviceMask('value') },
    hosts: 'api.example.com',
    answer: ({ target }) => jsonAnswer(200, target === '/token' ? { token: issued } : { name: name(issued) }),
  });
  const verification = await verifyConnection(connection, deps);
  expect(verification.code).toBe('ok');
  return { identity: verification.identity, text: JSON.stringify(verification), issued };
}

const CELLS = [...values].flatMap(([shape, value]) => [...ENCODINGS].map(([encoding, encode]) => [shape, encoding, value, encode] as const));
const PLACES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `user ${text}`,
  (text) => `${text}@example.com`,
  (text) => text.slice(0, 128),
  (text) => text.slice(-120),
  (text) => text.replaceAll(/[\r\n\0\u200b]/g, ' ').slice(0, 128),
];

it(`a value said back as whom it belongs to is nobody's name: ${CELLS.length} ways of writing, in ${PLACES.length} places`, async () => {
  const shown: string[] = [];
  for (const [shape, encoding, value, encode] of CELLS) {
    for (const place of PLACES) {
      const { identity, text } = await told(value, () => place(encode(value)));
      if (leaksIn(new Map([['answer', text]]), [value]).length > 0) shown.push(`${shape}, ${encoding}: ${identity}`);
    }
  }
  expect(shown).toEqual([]);
}, 120_000);

it('so is a token that was issued for it, though it went nowhere but into a body', async () => {
  const [value = ''] = values.values();
  for (const [encoding, encode] of ENCODINGS) {
    const { identity, text, issued } = await told(value, (token) => encode(token).slice(0, 128));
    expect([encoding, leaksIn(new Map([['answer', text]]), [issued, value])]).toEqual([encoding, []]);
    expect(identity).not.toBe(issued);
  }
});

it('a name that has nothing to do with the values is shown, whatever they are', async () => {
  const names = [
    'ada',
    'svc-deploy',
    'ada.lovelace@example.com',
    'Ada Lovelace',
    '4711',
    'U02ABCDEF',
    'Müller & Söhne',
    '東京チーム',
    '0b9cf9a0-6b5c-4f7e-8a2f-5f0d3c1e9b77',
  ];
  // Always the same values: what four characters have in common with a name is chance, and chance says nothing of a change.
  const random = seeded(2);
  const hidden: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    for (const [shape, value] of ofEveryShape(random)) {
      for (const name of names) if ((await told(value, () => name)).identity !== name) hidden.push(`${name}, beside ${shape}: ${value}`);
    }
  }
  expect(hidden).toEqual([]);
});

it('where a value in ascii85 is one letter among signs, the letter hides nobody, and the writing is hidden', async () => {
  const [value, written] = ['T1g7', '<&&#E'];
  expect(ENCODINGS.get('ascii85')!(value)).toContain(written);
  expect((await told(value, () => 'svc-deploy')).identity).toBe('svc-deploy');
  expect((await told(value, () => `svc ${written}`)).identity).toBeNull();
});

it.each([
  ['in capitals', '!?#$A1%&'],
  ['with spaces', '! ? # $ a 1 % &'],
  ['in full width', '！？＃＄ａ１％＆'],
  ['without its signs', 'user a1'],
])('a value that is mostly signs is hidden by the letters it has, also %s', async (_, written) => {
  expect((await told('!?#$a1%&', () => written)).identity).toBeNull();
});

it('a value of any length is looked through: 64 KiB', async () => {
  const long = createHash('shake256', { outputLength: 48 << 10 })
    .update('x')
    .digest('base64');
  expect((await told(long, () => `x ${long.slice(30_000, 30_100)}`)).identity).toBeNull();
  expect((await told(long, () => 'ada')).identity).toBe('ada');
});
