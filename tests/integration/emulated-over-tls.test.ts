import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretFieldsOf, verifyEmulated } from '../helpers/emulator/emulated-verification.ts';
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

it.each(SENT)(`%s, one of ${SENT.length}: over a TLS socket the right secret is ok, and another one is not`, async (_, connector, method) => {
  const way = { connector, method };
  expect(await verifyEmulated(way, { carry: carrier.carry })).toMatchObject({ status: 'authorized', code: 'ok' });
  for (const field of secretFieldsOf(way).slice(0, 1)) {
    expect(await verifyEmulated(way, { sent: { [field]: `another-${field}` }, carry: carrier.carry })).not.toMatchObject({ status: 'authorized' });
  }
});
