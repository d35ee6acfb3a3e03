import type { Secret } from '../secrets/secret.ts';
import type { Destination } from './destination.ts';

/** A request ready to be sent. Path and query may carry a secret, so they are one. */
export type OutgoingRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly destination: Destination;
  /** "/path?query", encoded. */
  readonly pathAndQuery: Secret;
  /** Lower-case names; Host, Content-Length and Connection are set by the probe. */
  readonly headers: Readonly<Record<string, Secret>>;
  readonly body: Secret | null;
  /** PEM, for mutual TLS. */
  readonly clientCertificate?: { readonly certificate: Secret; readonly key: Secret };
};

/** A login ready to be made over a wire protocol. */
export type OutgoingLogin = {
  /** Names the driver: "postgres". */
  readonly protocol: string;
  readonly destination: Destination;
  /** What the driver is told, by the names it declares. */
  readonly settings: Readonly<Record<string, Secret>>;
};

export type Outgoing = OutgoingRequest | OutgoingLogin;

/** What a target answered. Stays between probe, conclude and capture; nothing of it is answered, stored or logged. */
export type TargetResponse = {
  readonly httpStatus: number;
  /** Lower-case names; several values of one name joined by ", ", those of set-cookie by line breaks. */
  readonly headers: ReadonlyMap<string, string>;
  /** At most 64 KiB, decoded as UTF-8. */
  readonly bodyText: string;
};

/** How a login ended: "ok" where it went through and the read after it too, else the protocol's own code for why not ("28P01"). */
export type LoginAnswer = { readonly protocol: string; readonly code: string };

export type TargetAnswer = TargetResponse | LoginAnswer;

export function isLogin(outgoing: Outgoing): outgoing is OutgoingLogin {
  return 'protocol' in outgoing;
}

/** Texts made of secrets that need not contain them as they are, as Basic credentials do not. */
export function madeOf(outgoing: Outgoing): readonly Secret[] {
  return isLogin(outgoing) ? [] : Object.values(outgoing.headers);
}

export function isLoginAnswer(answer: TargetAnswer): answer is LoginAnswer {
  return 'protocol' in answer;
}
