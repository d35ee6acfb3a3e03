import type { ConsoleSettings } from '../../shared/config.ts';
import type { Entries } from './assets.ts';

/** The one page. What the app must know before anybody has signed in stands in its head; app/settings.ts reads it. */
export function pageOf(settings: ConsoleSettings, { script, style, icon, chunks }: Entries): string {
  const known = Object.entries(settings).map(([name, value]) => `<meta name="console-${name}" content="${escaped(value)}">`);
  const early = chunks.map((name) => `<link rel="modulepreload" href="/assets/${name}">`);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    ...known,
    '<title>Secret Mask Resolver</title>',
    `<link rel="icon" href="/assets/${icon}">`,
    `<link rel="stylesheet" href="/assets/${style}">`,
    ...early,
    `<script type="module" src="/assets/${script}"></script>`,
    '</head>',
    '<body>',
    '<div id="app"><noscript>The console needs JavaScript. Everything it does can be done with the API as well: /openapi.json.</noscript></div>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
