import { expect, it } from 'vitest';
import { receiverOf } from '../../../shared/notices/receiver.ts';
import { ARN, MASK, URL_TEXT } from './fixtures.ts';

it('host, port and path are those of the URL; the key is that of the mask', () => {
  const { destination, connector, key } = receiverOf({ webhookUrl: 'https://hooks.example.com:8443/in', webhookKey: MASK });
  expect(destination).toEqual({ scheme: 'https', host: 'hooks.example.com', port: 8443, path: '/in', kind: 'customer' });
  expect(connector.ports).toEqual([8443]);
  expect(key).toMatchObject({ keyName: 'signing.key', secretArn: ARN, path: null });
});

it.each([
  'https://hooks.example.com/in?token=hunter2',
  'https://user:hunter2@hooks.example.com/',
  'https://Hooks.example.com/hunter2',
  'https://hooks.example.com/../hunter2',
  'ftp://hunter2.example.com/',
  'hunter2',
])('%s stops the start, and is not quoted', (webhookUrl) => {
  const start = (): unknown => receiverOf({ webhookUrl, webhookKey: MASK });
  expect(start).toThrow('NOTICE_WEBHOOK_URL');
  expect(start).not.toThrow(/hunter2/);
});

it.each([
  ['a key in place of its mask', 'whsec_hunter2'],
  ['two masks', `${MASK}${MASK}`],
  ['text around a mask', `hunter2 ${MASK}`],
  ['an escaped mask', `\\${MASK}`],
  ['spaces inside, which the ARN in the policy would not have', `{{ workato:sm:signing.key:${ARN} }}`],
  ['an ARN without its suffix', '{{workato:sm:hunter2:arn:aws:secretsmanager:us-east-1:137149879143:secret:notices}}'],
])('%s stops the start, and is not quoted', (_, webhookKey) => {
  const start = (): unknown => receiverOf({ webhookUrl: URL_TEXT, webhookKey });
  expect(start).toThrow('NOTICE_WEBHOOK_KEY');
  expect(start).not.toThrow(/hunter2|notices/);
});
