import { makeCatalogue } from '../../../shared/connectors/catalogue.ts';
import { buildRequest } from '../../../shared/connectors/build-request.ts';
import { conclude } from '../../../shared/connectors/conclude.ts';
import type { Connector, Method } from '../../../shared/connectors/connector.ts';
import { destinationsOf } from '../../../shared/connectors/destinations.ts';
import { fieldsOf, methodOf } from '../../../shared/connectors/fields.ts';
import { isLogin, type LoginAnswer } from '../../../shared/egress/exchange.ts';
import { guard } from '../../../shared/egress/guard.ts';
import { ResolverError, type VerdictCode } from '../../../shared/errors.ts';
import { Secret } from '../../../shared/secrets/secret.ts';
import { logIn, type LoginLimits } from '../../../shared/wire/log-in.ts';
import { bindNothing } from '../egress-fixtures.ts';
import { pem } from '../raw-target.ts';

const CATALOGUE = makeCatalogue();
const DEPS = { now: Date.now, uuid: () => '00000000-0000-4000-8000-000000000000' };
const LIMITS = { connectMs: 10_000, responseMs: 10_000, deadlineMs: 15_000, bodyBytes: 256 * 1024 };
/** For a server that is going to be silent, and no other: so soon a busy machine may be late with any answer. */
export const SHORT = { connectMs: 2_000, responseMs: 600, deadlineMs: 3_000 };

export type LoggedIn = {
  readonly verdict: VerdictCode;
  /** What the driver answered; null where it was no answer. */
  readonly code: string | null;
  readonly hint: string | undefined;
};
export type LoginAsked = {
  readonly connector: string;
  readonly method?: string;
  readonly port: number;
  readonly host?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly limits?: Partial<LoginLimits>;
  /** PEM; that of the tests where it is not said. */
  readonly authority?: string;
};

/** The connector's own login at a port of loopback: fields to settings, guard, driver, verdict, as the path does it. */
export async function logInAt(asked: LoginAsked): Promise<LoggedIn> {
  const { connector, method } = wayOf(asked);
  const plain = textsOf(asked, { connector, method });
  const exchange = { step: 'probe', spec: method.probe ?? connector.probe } as const;
  try {
    const answer = await answered(asked, { connector, method, plain });
    const { code, where } = conclude({ connector, method, exchange, plain }, answer);
    return { verdict: code, code: answer.code, hint: where.hint };
  } catch (error) {
    return { verdict: refusalOf(error, asked), code: null, hint: undefined };
  }
}

type Way = { readonly connector: Connector; readonly method: Method };

function wayOf({ connector: id, method: methodId }: LoginAsked): Way {
  const connector = CATALOGUE.get(id);
  const method = connector && methodOf(connector, methodId);
  if (!connector || !method) throw new Error(`no definition ${id}`);
  return { connector, method };
}

function textsOf({ host = '127.0.0.1', port, fields }: LoginAsked, { connector, method }: Way): Record<string, string> {
  const defaults = fieldsOf(connector, method).flatMap((field) => (field.default === undefined ? [] : [[field.name, field.default] as const]));
  return { ...Object.fromEntries(defaults), host, port: `${port}`, ...fields };
}

async function answered(asked: LoginAsked, { connector, method, plain }: Way & { readonly plain: Record<string, string> }): Promise<LoginAnswer> {
  const values = Object.fromEntries(Object.entries(plain).map(([name, text]) => [name, new Secret(text)]));
  const exchange = { step: 'probe', spec: method.probe ?? connector.probe } as const;
  const login = await buildRequest({ connector, method, exchange, values }, DEPS);
  const [destination] = destinationsOf(connector, method, plain);
  if (!isLogin(login) || !destination) throw new Error(`${connector.id} is no wire protocol`);
  const policy = { privateCidrs: [], furtherPorts: [], localTargets: [`${destination.host}:${destination.port}`] };
  const target = await guard({ connector, destination, binding: await bindNothing() }, { policy, resolve: async () => [] });
  return logIn(target, login, { ...LIMITS, certificateAuthority: asked.authority ?? pem('ca'), ...asked.limits });
}

/** The code of an error, which must tell nothing else. */
function refusalOf(error: unknown, { fields }: LoginAsked): VerdictCode {
  if (!(error instanceof ResolverError)) throw error;
  const told = JSON.stringify([error, error.message, error.stack, error.cause]);
  const isTelling = Object.values(fields).some((text) => text.length >= 8 && told.includes(text));
  if (isTelling) throw new Error('the error tells a field', { cause: error.code });
  return error.code;
}
