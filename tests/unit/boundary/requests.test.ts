import { expect, it } from 'vitest';
import { exchangesOf } from '../../../shared/connectors/build-request.ts';
import { capture } from '../../../shared/connectors/capture.ts';
import { conclude } from '../../../shared/connectors/conclude.ts';
import { fieldsOf } from '../../../shared/connectors/fields.ts';
import { ResolverError, VERDICTS } from '../../../shared/errors.ts';
import { freshToken } from '../../helpers/canary.ts';
import { answer, plainOf, sampleTexts, seen, WAYS } from '../connectors/samples.ts';
import { quotes, shownOf } from './native-errors.ts';

/** What a secret may be that upsets a parser, a signer or a header. */
const UPSETTING: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `${secret}\r\nx-injected: ${secret}`,
  (secret) => `${secret}\0`,
  (secret) => `${secret}\ud800`,
  (secret) => `{"kty":"RSA","${secret}`,
  (secret) => `{"kty":"RSA","n":"${secret}"}`,
  (secret) => `-----BEGIN PRIVATE KEY-----\n${Buffer.from(secret).toString('base64')}\n-----END PRIVATE KEY-----`,
  (secret) => `-----BEGIN CERTIFICATE-----\n${Buffer.from(secret).toString('base64')}\n-----END CERTIFICATE-----`,
  (secret) => `%${secret}\u200b☃`,
];

it.each(WAYS)('%s: a secret that cannot be sent is a code, quoted nowhere', async (_, connector, method) => {
  for (const { name } of fieldsOf(connector, method).filter((field) => field.maskable && field.kind !== 'map')) {
    for (const upsetting of UPSETTING) {
      for (const { step } of exchangesOf(connector, method)) {
        const secret = freshToken();
        const thrown = await thrownBy(() => seen({ connector, method }, { [name]: upsetting(secret) }, step));
        expect([thrown === null || thrown instanceof ResolverError, quotes(shownOf(thrown), secret)]).toEqual([true, false]);
      }
    }
  }
});

/** What a target may answer that upsets whoever reads it. */
const ANSWERS: readonly ((secret: string) => unknown)[] = [
  (secret) => secret,
  (secret) => `{"access_token":"${secret}`,
  (secret) => `{"access_token":"${secret}\\n"}`,
  (secret) => ({ error: secret, error_description: secret, message: secret, errors: [{ message: secret }] }),
  (secret) => ({ access_token: { secret }, ok: secret, user: { [secret]: secret } }),
  (secret) => `${'['.repeat(5_000)}"${secret}"`,
  (secret) => ({ access_token: [secret] }),
];

it.each(WAYS)('%s: what a target answers becomes a code with facts of ours, quoted nowhere', async (_, connector, method) => {
  const plain = plainOf(connector, method, sampleTexts(connector, method));
  for (const exchange of exchangesOf(connector, method)) {
    for (const status of [200, 302, 400, 401, 403, 418, 500]) {
      for (const body of ANSWERS) {
        const secret = freshToken();
        const response = answer(status, body(secret), { location: secret, 'www-authenticate': `Bearer error="${secret}"`, 'x-echo': secret });
        const { code, where } = conclude({ connector, method, exchange, plain }, response);
        const thrown = await thrownBy(() => capture({ connector, method, exchange, plain }, response));
        expect([code in VERDICTS, thrown === null || thrown instanceof ResolverError]).toEqual([true, true]);
        expect(quotes(`${JSON.stringify(where)} ${shownOf(thrown)}`, secret)).toBe(false);
      }
    }
  }
});

async function thrownBy(act: () => unknown): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  return null;
}
