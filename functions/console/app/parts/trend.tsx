import type { JSX } from 'preact';
import type { Verification } from '../api/types.ts';
import { OUTCOMES, type Tone } from '../words.ts';

type Status = Verification['status'];

const MOST = 30;
const WIDTH = 8;
const HEIGHT = 28;
/** By height as well as by colour: what works reaches the top. */
const HEIGHTS: Readonly<Record<Status, number>> = { authorized: 28, inconclusive: 18, not_attempted: 12, refused: 7 };
const TONES: readonly Tone[] = ['good', 'warning', 'bad'];

/** What the last thirty tests found as bars, the newest at the right; `outcomes` has it first. Where it is `small`, the sentence to it is on hover alone. */
export function Trend({ outcomes, small = false }: { readonly outcomes: readonly Status[]; readonly small?: boolean }): JSX.Element | null {
  if (outcomes.length === 0) return null;
  const sentence = sentenceOf(outcomes);
  return (
    <figure class={small ? 'trend small' : 'trend'}>
      <svg viewBox={`0 0 ${MOST * WIDTH} ${HEIGHT}`} role="img">
        <title>{sentence}</title>
        <line class="ground" x2={MOST * WIDTH - 2} y1={HEIGHT} y2={HEIGHT} />
        {TONES.map((tone) => (
          <path key={tone} class={tone} d={barsOf(outcomes, tone)} />
        ))}
      </svg>
      {small ? null : <figcaption class="faint">{sentence}</figcaption>}
    </figure>
  );
}

function sentenceOf(outcomes: readonly Status[]): string {
  const [newest = 'authorized'] = outcomes;
  if (outcomes.length === 1) return `The last test: ${OUTCOMES[newest].label.toLowerCase()}.`;
  const good = outcomes.filter((status) => status === 'authorized').length;
  return `${good} of the last ${outcomes.length} tests were authorized.`;
}

/** All bars of one colour in one path: a list has fifty of these pictures, and a bar by itself would be an element. */
function barsOf(outcomes: readonly Status[], tone: Tone): string {
  return outcomes
    .map((status, back) => (OUTCOMES[status].tone === tone ? `M${(MOST - 1 - back) * WIDTH} ${HEIGHT}v-${HEIGHTS[status]}h${WIDTH - 2}V${HEIGHT}z` : ''))
    .join('');
}
