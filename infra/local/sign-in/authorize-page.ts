import { createHash } from 'node:crypto';
import type { HttpReply } from '../http-results.ts';
import { PEOPLE } from './people.ts';

const STYLE = [
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}',
  'body{max-width:26rem;margin:12vh auto;padding:0 1rem}',
  'h1{font-size:1.25rem;margin:0 0 .5rem}',
  'form{display:grid;gap:.5rem;margin-top:1.5rem}',
  'button{font:inherit;text-align:left;padding:.75rem 1rem;border:1px solid #8a93a3;border-radius:.5rem;background:Canvas;color:CanvasText;cursor:pointer}',
  'button:hover,button:focus-visible{outline:2px solid #2f5fd0;outline-offset:1px}',
  'button b,small{display:block}',
].join('');

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Where one says who one is: a plain form that brings back what the request for it held. Nothing here runs a script. */
export function authorizePage(asked: ReadonlyMap<string, string>): HttpReply {
  const hidden = [...asked].map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
  const buttons = PEOPLE.map(({ name, label, may }) => `<button name="as" value="${name}"><b>Sign in as ${label}</b><small>${may}</small></button>`);
  return shown(200, [
    '<h1>Who are you today?</h1>',
    '<p>The issuer of this laptop believes you. Its tokens open this local stack and nothing else; the project is <b>demo</b>.</p>',
    '<form method="post" action="/local/issuer/authorize">',
    ...hidden,
    ...buttons,
    '</form>',
  ]);
}

/** A request that nobody is sent anywhere for. */
export function refusedPage(reason: string): HttpReply {
  return shown(400, ['<h1>This is no request to sign in</h1>', `<p>${escaped(reason)}</p>`, '<p><a href="/">Back to the console</a></p>']);
}

function shown(status: number, body: readonly string[]): HttpReply {
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`;
  const page = `${head}<title>Sign in · local issuer</title><style>${STYLE}</style></head><body><main>${body.join('\n')}</main></body></html>\n`;
  return { status, headers: HEADERS, cookies: [], body: Buffer.from(page) };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
