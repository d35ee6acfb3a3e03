/** What a target says, byte by byte; `cut` where it then breaks the connection off. */
export type Said = { readonly text: string; readonly cut: boolean };
type Say = (text: string, turn: number) => Said;

const STATUSES = ['200 OK', '401 Unauthorized', '403 Forbidden', '404 Not Found', '409 Conflict', '400 Bad Request'];
const OK = 'HTTP/1.1 200 OK\r\n';
const of = <T>(list: readonly T[], turn: number): T => list[turn % list.length]!;
const whole = (text: string): Said => ({ text, cut: false });
const status = (turn: number): string => `HTTP/1.1 ${of(STATUSES, turn)}\r\n`;
const EMPTY = 'content-length: 0\r\nconnection: close\r\n\r\n';
/** One line, as a header must be. */
const line = (text: string): string => text.replaceAll(/[\r\n\0]+/g, ' ');

const withBody = (head: string, type: string, body: string): Said =>
  whole(`${head}content-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);

/** What node's own errors would quote: an answer that is none, cut off, wrongly framed, or not the JSON that it is said to be. */
const BROKEN: readonly Say[] = [
  (text) => whole(`${text}\r\n\r\n`),
  (text) => ({ text: `${OK}content-type: application/json\r\ncontent-length: 60000\r\n\r\n{"name":"${text}`, cut: true }),
  (text) => whole(`${OK}transfer-encoding: chunked\r\n\r\n${text}\r\n`),
  (text) => whole(`${OK}content-length: ${line(text)}\r\n\r\n`),
  (text) => whole(`${OK}x-echo: a\0${line(text)}\r\n${EMPTY}`),
  (text) => withBody(OK, 'application/json', `{"name": ${text}`),
  (text) => whole(`${OK}${line(text)}: echo\r\n${EMPTY}`),
  (text) => withBody(`${OK}content-encoding: ${line(text)}\r\n`, `application/${line(text)}`, text),
  (text) => whole(`HTTP/1.1 ${line(text)}\r\n${EMPTY}`),
];

/** Where a target may say back what it was sent. */
export const PLACES: ReadonlyMap<string, Say> = new Map<string, Say>([
  ['body', (text, turn) => (turn % 2 === 0 ? withBody(status(turn), 'text/html', `<p>${text}</p>`) : withBody(status(turn), 'application/json', echoOf(text)))],
  ['header', (text, turn) => whole(`${status(turn)}x-echo: ${line(text)}\r\nwww-authenticate: Bearer error="${line(text)}"\r\n${EMPTY}`)],
  ['reason', (text, turn) => whole(`${status(turn).slice(0, 12)} ${line(text)}\r\n${EMPTY}`)],
  ['location', (text) => whole(`HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/${line(text)}\r\n${EMPTY}`)],
  ['cookie', (text, turn) => whole(`${status(turn)}set-cookie: session=${line(text)}; Path=/\r\n${EMPTY}`)],
  ['error', (text, turn) => of(BROKEN, turn)(text, turn)],
]);

function echoOf(text: string): string {
  return JSON.stringify({ error: text, error_description: `you sent ${text}`, name: text, [text]: true });
}
