import type { JSX } from 'preact';
import type { Verification } from '../api/types.ts';
import { OUTCOMES } from '../words.ts';

const MOST = 30;
const WIDTH = 8;
const HEIGHT = 28;
/** By height as well as by colour: what works reaches the top. */
const HEIGHTS: Readonly<Record<Verification['status'], number>> = { authorized: 28, inconclusive: 18, not_attempted: 12, refused: 7 };

/** The last thirty tests as bars, the newest at the right. */
export function Trend({ verifications }: { readonly verifications: readonly Verification[] }): JSX.Element {
  const shown = verifications.slice(0, MOST).toReversed();
  const good = shown.filter(({ status }) => status === 'authorized').length;
  const label = shown.length === 1 ? `The last test: ${shown[0]?.status.replace('_', ' ')}.` : `${good} of the last ${shown.length} tests were authorized.`;
  return (
    <figure class="trend">
      <svg viewBox={`0 0 ${MOST * WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <line class="ground" x2={MOST * WIDTH - 2} y1={HEIGHT} y2={HEIGHT} />
        {shown.map(({ id, status, code }, index) => {
          const height = HEIGHTS[status];
          const place = { x: (MOST - shown.length + index) * WIDTH, y: HEIGHT - height, width: WIDTH - 2, height, rx: 1.5 };
          return (
            <rect key={id} class={OUTCOMES[status].tone} {...place}>
              <title>{`${OUTCOMES[status].label}: ${code}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption class="faint">{label}</figcaption>
    </figure>
  );
}
