import type { VerdictCode } from '../errors.ts';
import type { Json } from '../json.ts';

/** Text with ${name}, ${name?} (the entry is dropped when empty) and ${name|filter:arg}. The grammar is template.ts. */
export type Template = string;
export type TemplateMap = { readonly [name: string]: Template };

/** `vendor-fixed` is the vendor's own single host; `vendor-tenant` a menu of which each connection uses one; `customer` anything. */
export type HostKind = 'vendor-fixed' | 'vendor-tenant' | 'customer';
/** `*` in a pattern stands for letters, digits and hyphens of one label, never for a dot. */
export type HostRule = { readonly pattern: Template; readonly kind: HostKind };

/** `secret` fields must hold masks; `map` is an object of name → text. */
export type FieldKind = 'text' | 'secret' | 'choice' | 'host' | 'url' | 'map';
export type Field = {
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** A mask may stand here. True of every `secret` field. */
  readonly maskable: boolean;
  /** The value forms scheme, host or port: never a mask. */
  readonly origin?: boolean;
  readonly pattern?: string;
  readonly example?: string;
  readonly help?: string;
  readonly options?: readonly string[];
  readonly default?: string;
};

/** A JWT signed with the connection's own key (RFC 7523). `iat`, `exp` and `jti` are added. */
export type Assertion = {
  readonly alg: 'RS256' | 'PS256' | 'ES256';
  /** PEM or JWK. */
  readonly key: Template;
  /** `kid`; without it the JWK's own. */
  readonly keyId?: Template;
  readonly claims: TemplateMap;
  readonly lifetimeSeconds: number;
  /** Sent as client authentication, or as the grant itself. */
  readonly use: 'client_assertion' | 'grant';
};

export type RequestSpec = {
  /** An HTTP method, or a template of one (`${httpMethod}`). */
  readonly method?: Template;
  /** Wire protocol of a driver, instead of an HTTP method; shared/wire/drivers.ts. */
  readonly protocol?: string;
  /** What the driver of the protocol is told, by the names it declares. */
  readonly login?: TemplateMap;
  /** Absolute; without it base + path. Starts with `https://` or is one url field. */
  readonly url?: Template;
  readonly path?: Template;
  /** A text field that is appended as path and query as it stands, after checkFields. */
  readonly pathField?: string;
  readonly headers?: TemplateMap;
  /** A `map` field whose entries are sent as headers. */
  readonly headersField?: string;
  readonly basic?: { readonly user: Template; readonly password: Template };
  readonly query?: TemplateMap;
  readonly json?: Json;
  readonly form?: TemplateMap;
  readonly xml?: Template;
  /** OAuth 2.0 token request: grant_type, client authentication (`basic`, `body`, or a template of these), scope and further parameters. */
  readonly grant?: string;
  readonly clientAuth?: Template;
  readonly scope?: Template;
  readonly params?: TemplateMap;
  readonly assertion?: Assertion;
  /** name → dotted path in the JSON answer, `header:<name>` or `cookie:<name>`; what is captured is a secret. */
  readonly capture?: TemplateMap;
  /** The answer replaces the stored credential: never sent. */
  readonly storesNewSecret?: boolean;
};

export type Apply = {
  readonly basic?: { readonly user: Template; readonly password: Template };
  readonly headers?: TemplateMap;
  readonly query?: TemplateMap;
  /** An API key whose place the fields decide: `in` renders to `header` or `query`. */
  readonly apiKey?: { readonly in: Template; readonly name: Template; readonly value: Template; readonly prefix: Template };
};

export type SignerKind = 'mtls' | 'aws_sigv4' | 'acs3' | 'jwt' | 'oauth1' | 'hmac' | 'digest' | 'azure_shared_key' | 'http_signature';
/**
 * How a method proves that it has the key. connector.schema.json has the parameters of each kind; texts that a kind makes go into `apply` by these names:
 * `jwt` makes `jwt`, and its claims may name `publicKeyFingerprint`; `hmac` makes `signature` and `date`, and its `string` may name the parts of the
 * request: `date`, `verb`, `host`, `path`, `parameters`, `body`. Each other kind sets its own headers.
 */
export type Sign =
  | { readonly kind: 'jwt'; readonly parameters: JwtParameters }
  | { readonly kind: Exclude<SignerKind, 'jwt'>; readonly parameters: TemplateMap };

/** A JWT that is itself the credential. `iat` and `exp` are added; `iat` lies `backdatedSeconds` back, for clocks that are behind ours. */
export type JwtParameters = Pick<Assertion, 'key' | 'keyId' | 'claims' | 'lifetimeSeconds'> & {
  readonly alg: Assertion['alg'] | 'HS256';
  /** How an HS256 key is written down; without it as the text itself. */
  readonly keyEncoding?: 'hex' | 'base64';
  readonly passphrase?: Template;
  readonly backdatedSeconds?: number;
};

/** The type and every comparison given must hold. A path that is not there holds only `exists: false`. */
export type Condition = {
  /** Dotted path in the JSON answer; numbers are array positions, "" is the whole. */
  readonly path: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  readonly equals?: string | number | boolean;
  readonly notEquals?: string | number | boolean;
  readonly oneOf?: readonly (string | number | boolean)[];
  readonly exists?: boolean;
  readonly isNull?: boolean;
  readonly matches?: string;
};
export type HeaderCondition = { readonly name: string; readonly equals?: string; readonly matches?: string; readonly exists?: boolean };

/** All conditions of a rule must hold; the first rule that holds decides. Without `step` it is about the probe. */
export type Rule = {
  readonly step?: 'token' | 'probe';
  /** 401, or a class: "2xx". */
  readonly status?: readonly (number | string)[];
  /** A template of ranges: "200-299,304". */
  readonly statusIn?: Template;
  /** What the driver of a wire protocol answers: "ok", or the protocol's own codes. */
  readonly code?: readonly (number | string)[];
  readonly header?: HeaderCondition;
  readonly headerAbsent?: readonly HeaderCondition[];
  readonly json?: readonly Condition[];
  readonly text?: string;
  readonly contentType?: string;
  readonly outcome: VerdictCode;
  readonly hint?: string;
};

export type Method = {
  readonly id: string;
  readonly label: string;
  readonly scheme: string;
  readonly fields: readonly Field[];
  readonly base?: Template;
  readonly hosts?: readonly HostRule[];
  readonly steps?: readonly RequestSpec[];
  readonly apply?: Apply;
  readonly sign?: Sign;
  readonly probe?: RequestSpec;
  /** Ends a session after the probe. */
  readonly close?: RequestSpec;
  /** Instead of the connector's. */
  readonly identity?: string;
  /** Judged before the connector's. */
  readonly rules?: readonly Rule[];
  readonly notes?: string;
};

export type Confidence = 'documented' | 'practice' | 'unproven';

/** A service as data: one JSON file in definitions/, checked by connector.schema.json. */
export type Connector = {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly docs: string;
  readonly confidence: Confidence;
  readonly base: Template;
  readonly hosts: readonly HostRule[];
  /** Ports it may be called on; the first is the default one. */
  readonly ports: readonly number[];
  /** The caller shapes the request (generic-http): the owner of a secret must name a path in its tag. */
  readonly callerMade: boolean;
  readonly fields: readonly Field[];
  readonly methods: readonly Method[];
  readonly probe: RequestSpec;
  /** Dotted path in the probe's answer that names the account. */
  readonly identity?: string;
  readonly rules: readonly Rule[];
  /** The field that chooses a region: credentials that are refused may belong to another one, which is never tried. */
  readonly region?: string;
  readonly lockout: 'none' | 'low' | 'medium' | 'high';
  readonly notes?: string;
};
