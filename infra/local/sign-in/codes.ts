import { createHash, randomBytes } from 'node:crypto';

/** Whom a code stands for, and what whoever brings it must know: the redirect URI, and the text whose digest the challenge is. */
export type CodeFacts = { readonly subject: string; readonly roles: readonly string[]; readonly challenge: string; readonly redirectUri: string };

export type Codes = {
  make(facts: CodeFacts): string;
  /** Once; null for a code that is unknown, used, older than a minute, or brought by somebody else than asked for it. */
  take(code: string, proof: { readonly verifier: string; readonly redirectUri: string }): CodeFacts | null;
};

type Kept = { readonly facts: CodeFacts; readonly madeAtMs: number };

const LIFETIME_MS = 60_000;
const MOST = 1_000;

/** Authorization codes with PKCE, S256 only. Source: RFC 7636, RFC 6749 §4.1.2: a code is good once, whether or not its bearer proves to be the right one. */
export function makeCodes(now: () => number): Codes {
  const codes = new Map<string, Kept>();
  return {
    make: (facts) => {
      const [oldest] = codes.keys();
      if (codes.size >= MOST && oldest !== undefined) codes.delete(oldest);
      const code = randomBytes(32).toString('base64url');
      codes.set(code, { facts, madeAtMs: now() });
      return code;
    },
    take: (code, { verifier, redirectUri }) => {
      const kept = codes.get(code);
      codes.delete(code);
      if (!kept || now() - kept.madeAtMs > LIFETIME_MS) return null;
      const isProven = challengeOf(verifier) === kept.facts.challenge && redirectUri === kept.facts.redirectUri;
      return isProven ? kept.facts : null;
    },
  };
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}
