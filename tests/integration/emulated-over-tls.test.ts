import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { otherValueOf, secretFieldsOf, verifyEmulated } from '../helpers/emulator/emulated-verification.ts';
import { startTlsCarrier, type TlsCarrier } from '../helpers/emulator/over-tls.ts';
import { WAYS } from '../unit/connectors/samples.ts';

const SENT = WAYS.filter(([, , method]) => !method.steps?.some((step) => step.storesNewSecret));
const usual = getCACertificates('default');
let carrier: TlsCarrier;
beforeAll(async () => {
  setDefaultCACertificates([...usual, readFileSync(new URL('../fixtures/tls/ca.pem', import.meta.url), 'utf8')]);
  carrier = await startTlsCarrier();
});
afterAll(async () => {
  setDefaultCACertificates(usual);
  await carrier.close();
});

const isBare = ([, connector, method]: (typeof SENT)[number]): boolean => secretFieldsOf({ connector, method }).length === 0;
const SECRET = SENT.filter((way) => !isBare(way));

it.each(SECRET)(`%s, one of ${SECRET.length}: over a TLS socket the right secret is ok, and another one is not`, async (_, connector, method) => {
  const way = { connector, method };
  expect(await verifyEmulated(way, { carry: carrier.carry })).toMatchObject({ status: 'authorized', code: 'ok' });
  const field = secretFieldsOf(way)[0] ?? '';
  const { status, code } = await verifyEmulated(way, { sent: { [field]: otherValueOf(way, field) }, carry: carrier.carry });
  // With a key that is not that of the certificate there is no connection.
  const [unsent, refused] = [['not_attempted value_unusable'], ['refused bad_credentials', 'refused token_request_refused']];
  expect(field === 'clientKey' ? unsent : refused).toContain(`${status} ${code}`);
});

it('the one way that has no secret is ok over a TLS socket', async () => {
  const bare = SENT.filter(isBare);
  expect(bare.map(([name]) => name)).toEqual(['generic-http by none']);
  for (const [, connector, method] of bare) expect(await verifyEmulated({ connector, method }, { carry: carrier.carry })).toMatchObject({ code: 'ok' });
});
