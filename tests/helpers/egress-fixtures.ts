import { bind, type Binding, type UntaggedPolicy } from '../../shared/egress/bind.ts';
import type { Connector } from '../../shared/connectors/connector.ts';
import type { HostedDestination } from '../../shared/egress/destination.ts';
import { parseDestination } from '../../shared/egress/parse-destination.ts';
import type { LocatedMask } from '../../shared/masks/secret-reference.ts';

export const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
export const OTHER_ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-other-aBcDe1';

export function connectorWith(changes: Partial<Connector> = {}): Connector {
  return {
    id: 'acme',
    name: 'Acme',
    category: 'test',
    docs: 'https://docs.acme.test/',
    confidence: 'documented',
    base: 'https://api.acme.test',
    hosts: [],
    ports: [443],
    callerMade: false,
    fields: [],
    methods: [],
    probe: {},
    rules: [],
    lockout: 'none',
    ...changes,
  };
}

export function hosted(url: string, kind: HostedDestination['kind'] = 'customer'): HostedDestination {
  const destination = parseDestination(url);
  if (!destination) throw new Error(`${url} is not canonical`);
  return { ...destination, kind };
}

export function maskOf(secretArn: string): LocatedMask {
  return { secretArn, keyName: 'k', path: null, start: 0, end: 1, pointer: '/config/apiToken' };
}

type Bound = {
  readonly tags?: Readonly<Record<string, string>>;
  readonly connector?: Connector;
  readonly project?: string;
  readonly untagged?: UntaggedPolicy;
  readonly destinations?: readonly HostedDestination[];
  readonly masks?: readonly LocatedMask[];
};

/** A binding by the real `bind`, of one secret with these tags. */
export function bindWith({
  tags = {},
  connector = connectorWith(),
  project = 'demo',
  untagged = { mode: 'denied' },
  destinations = [],
  masks = [maskOf(ARN)],
}: Bound): Promise<Binding> {
  const tagsOf = async () => ({ tags: new Map(Object.entries(tags)), readAtMs: 0 });
  return bind({ connector, project, masks, destinations }, { tagsOf, untagged, now: () => 0 });
}

/** A binding without a secret, which permits every host of the connector. */
export function bindNothing(): Promise<Binding> {
  return bindWith({ masks: [] });
}
