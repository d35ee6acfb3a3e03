import type { Socket } from 'node:net';
import { Client, ResultCodeError, SASL_MECHANISMS } from 'ldapts';
import { type Driver, OK } from './driver.ts';
import { startTls } from './ldap-start-tls.ts';

/** RFC 4532. */
const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3';
const INVALID_NAME = '34';
/** Servers that do not know the question have still answered the bind: protocolError, insufficientAccessRights, unwillingToPerform. */
const UNANSWERED = new Set([2, 50, 53]);

/** LDAP 3, simple bind. Codes are result codes (RFC 4511 §4.1.9), with Active Directory's own behind them ("49/775"). A referral is a code and no more. */
export const driver: Driver = {
  settings: ['user', 'password', 'tls'],
  logIn: async (line, { user = '', password = '', tls }) => {
    // RFC 4513 §5.1: without one or the other anybody is let in, as nobody.
    if (user === '' || password === '') return 'anonymous';
    if (isMechanism(user)) return INVALID_NAME;
    if (tls !== 'implicit' && !(await startTls(line.socket))) return 'no_tls';
    const client = clientOver(await line.secure());
    try {
      await client.bind(user, password);
    } catch (error) {
      return codeOf(error);
    }
    return whoIs(client);
  },
};

/** The library would take these names for SASL. */
function isMechanism(name: string): boolean {
  return SASL_MECHANISMS.some((mechanism) => mechanism === name);
}

/** The library connects anew where the other end left: it is given its connection once. */
function clientOver(socket: Socket): Client {
  const given = [socket];
  const createConnection = (): Socket => {
    const [first] = given.splice(0);
    if (!first) throw new Error('closed');
    return first;
  };
  return new Client({ url: 'ldap://given', createConnection, autoRebind: false, timeout: 0, connectTimeout: 0 });
}

async function whoIs(client: Client): Promise<string> {
  try {
    const { value } = await client.exop(WHO_AM_I);
    return value === undefined || value.length === 0 ? 'anonymous' : OK;
  } catch (error) {
    return error instanceof ResultCodeError && UNANSWERED.has(error.code) ? OK : codeOf(error);
  }
}

/** @throws the error, where it is no answer of the server */
function codeOf(error: unknown): string {
  if (!(error instanceof ResultCodeError)) throw error;
  // https://learn.microsoft.com/windows/win32/debug/system-error-codes--1300-1699-, in hexadecimal.
  const [, reason] = /\bdata ([0-9a-f]{3,4}),/.exec(error.message) ?? [];
  return reason === undefined ? `${error.code}` : `${error.code}/${reason}`;
}
