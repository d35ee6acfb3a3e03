import type { ConsoleSettings } from '../../shared/config.ts';

/**
 * Headers of everything that a browser is given: it runs our own files only, sends nothing but to us and to whom users sign in at,
 * makes no markup of text (Trusted Types), and shows the console in no frame.
 */
export function headersFor({ issuer, tokenOrigin }: Pick<ConsoleSettings, 'issuer' | 'tokenOrigin'>): Readonly<Record<string, string>> {
  return {
    'content-security-policy': Object.entries(policyFor([new URL(issuer).origin, ...(tokenOrigin === '' ? [] : [tokenOrigin])]))
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

function policyFor(origins: readonly string[]): Readonly<Record<string, string>> {
  return {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'connect-src': ["'self'", ...new Set(origins)].join(' '),
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  };
}
