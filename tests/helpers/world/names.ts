/** What a name answers, first, second, … time it is asked; the last answer stays. `cname:other.test` leads to what the other name answers then. */
export type Answers = Readonly<Record<string, readonly (readonly string[])[]>>;

export const PUBLIC = '93.184.215.14';
export const PUBLIC_6 = '2606:4700::1';
/** The public addresses of the lists and of the names below: written out, so that the product's own judge does not judge itself. */
export const DIALLABLE: readonly string[] = [PUBLIC, PUBLIC_6, '1.2.3.4', '2.2.2.2'];
const LOOPBACK = ['127.0.0.1'];
const METADATA = ['169.254.169.254'];

/** The names of ssrf-urls.json. */
export const LISTED: Answers = {
  'pub.test': [[PUBLIC]],
  'localtest.me': [['127.0.0.1', '::1']],
  '127.0.0.1.nip.io': [LOOPBACK],
  '169.254.169.254.nip.io': [METADATA],
  'metadata.google.internal': [METADATA],
  'instance-data': [METADATA],
  localhost: [['127.0.0.1', '::1']],
  'foo.localhost': [LOOPBACK],
  'ip6-localhost': [['::1']],
  'ip6-loopback': [['::1']],
  'sandbox.localdomain': [['169.254.76.1']],
  sandbox: [['169.254.76.1']],
  'cname-lo.test': [LOOPBACK],
  'a-mapped.test': [['::ffff:127.0.0.1']],
  'aaaa-mapped.test': [['::ffff:7f00:1']],
  'aaaa-nat64.test': [['64:ff9b::7f00:1']],
  'aaaa-ula.test': [['fd12:3456:789a::1']],
  'mixed-pub-lo.test': [[PUBLIC, '127.0.0.1']],
  'mixed-pub-v6lo.test': [[PUBLIC, '::1']],
  'zero.test': [['0.0.0.0']],
  'cgnat.test': [['100.64.0.1']],
  'rebind1.test': [[PUBLIC], LOOPBACK],
  'rebind2.test': [LOOPBACK, [PUBLIC]],
  'rebind3.test': [[PUBLIC], [PUBLIC], METADATA],
  'rebind4.test': [[PUBLIC], LOOPBACK],
  'rebind5.test': [[PUBLIC], LOOPBACK],
  'rebind-v6.test': [[PUBLIC_6], ['::1']],
};

/** The names of the lists that others have published. */
export const PUBLISHED: Answers = {
  'localh.st': [LOOPBACK],
  'company.127.0.0.1.nip.io': [LOOPBACK],
  'make-1.2.3.4-rebind-169.254-169.254-rr.1u.ms': [['1.2.3.4'], METADATA],
  'metadata.amazonaws.com': [METADATA],
  metadata: [METADATA],
  'rancher-metadata': [['169.254.169.250']],
  foo: [['172.17.0.2']],
};

/** Names that answer what they should. */
export const CONTROLS: Answers = {
  'pub.test': [[PUBLIC]],
  'pub6.test': [[PUBLIC_6]],
  'dual.test': [[PUBLIC_6, PUBLIC]],
  'far.test': [['cname:pub.test']],
};

/** Names that change their mind amid a test, or between two. */
export const FLIPPING: Answers = {
  'flip-token.test': [[PUBLIC], LOOPBACK],
  'flip-second.test': [[PUBLIC], [PUBLIC], METADATA],
  'flip-again.test': [[PUBLIC], METADATA],
  'flip-cname.test': [['cname:flip-end.test']],
  'flip-end.test': [[PUBLIC], ['10.0.0.7']],
  'flip-mixed.test': [[PUBLIC], [PUBLIC, '127.0.0.1']],
  'flip-family.test': [[PUBLIC], [PUBLIC, '::ffff:10.0.0.7']],
};
