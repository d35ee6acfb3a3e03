import type { Connector } from '../connectors/connector.ts';
import type { HostedDestination } from '../egress/destination.ts';
import { parseDestination } from '../egress/parse-destination.ts';
import { formatMask, scanText } from '../masks/mask.ts';
import type { LocatedMask } from '../masks/secret-reference.ts';

/** Who is told: where it listens, and which key of which secret signs what it gets. */
export type Receiver = { readonly destination: HostedDestination; readonly connector: Connector; readonly key: LocatedMask };

/** @throws Error naming every setting that is malformed, never its value */
export function receiverOf({ webhookUrl, webhookKey }: { readonly webhookUrl: string; readonly webhookKey: string }): Receiver {
  const destination = parseDestination(webhookUrl);
  const key = onlyMask(webhookKey);
  const wrong = [
    ...(destination === null ? ['NOTICE_WEBHOOK_URL (https://host/path in lower-case letters, without a query)'] : []),
    ...(key === null ? ['NOTICE_WEBHOOK_KEY (one mask, without spaces)'] : []),
  ];
  if (destination === null || key === null) throw new Error(`These settings are malformed: ${wrong.join('; ')}.`);
  return { destination: { ...destination, kind: 'customer' }, connector: webhookOn(destination.port), key };
}

/** In its one spelling, since the role that reads the secret takes the ARN from this very text. */
function onlyMask(text: string): LocatedMask | null {
  const [mask] = scanText(text).masks;
  return mask && formatMask(mask) === text ? { ...mask, pointer: '/noticeWebhookKey' } : null;
}

/** The receiver as the way out sees a target. It is called on its operator's port, and on exactly the path that was judged. */
function webhookOn(port: number): Connector {
  return {
    id: 'notice-webhook',
    name: 'The webhook',
    category: 'notices',
    docs: 'https://www.standardwebhooks.com/',
    confidence: 'documented',
    base: '',
    hosts: [],
    ports: [port],
    callerMade: true,
    fields: [],
    methods: [],
    probe: {},
    rules: [],
    lockout: 'none',
  };
}
