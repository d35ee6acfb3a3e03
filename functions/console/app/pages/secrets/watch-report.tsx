import type { JSX } from 'preact';
import type { SecretUsage } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { FixText } from '../../parts/fix-text.tsx';
import { Moment } from '../../parts/moment.tsx';
import { hashOf } from '../../route.ts';
import { FINDINGS, type Watch } from './finding-words.ts';
import { rewritesIn } from './usage-text.ts';

type ReportProps = { readonly watch: Watch | null; readonly uses: readonly SecretUsage[] };

/** What the hourly watch last saw of a secret, and what to do about it. */
export function WatchReport({ watch, uses }: ReportProps): JSX.Element {
  if (watch === null) return <p class="faint">The hourly watch has not looked at this secret yet.</p>;
  const { finding, message, fix, newArn, since } = watch;
  if (finding === null)
    return (
      <p class="faint">
        {message} The hourly watch says so since <Moment at={since} />.
      </p>
    );
  const word = FINDINGS[finding];
  return (
    <Card title="Needs attention">
      <div class={`verdict ${word.tone}`}>
        <p class="outcome">
          <Badge word={word} />{' '}
          <span class="faint">
            seen <Moment at={since} />
          </span>
        </p>
        <p>{message}</p>
        {newArn === null ? fix && <FixText fix={fix} /> : <MadeAgain newArn={newArn} uses={uses} commands={fix?.commands ?? []} />}
      </div>
    </Card>
  );
}

type AgainProps = { readonly newArn: string; readonly uses: readonly SecretUsage[]; readonly commands: readonly string[] };

/** Masks are never moved by themselves: whoever can delete and make a secret would decide what they mean. */
function MadeAgain({ newArn, uses, commands }: AgainProps): JSX.Element {
  return (
    <>
      <FixText fix={{ text: 'Look at the new secret. If it is the one you mean, write the masks below in place of the old ones.', commands }} />
      <p>
        <a href={hashOf(['secrets'], { arn: newArn })}>Open the new secret</a>
      </p>
      <ul class="rewrites">
        {rewritesIn(uses).map(({ mask, rewrite }) => (
          <li key={mask}>
            <p class="faint">
              In place of <code>{mask}</code>
            </p>
            <CopyText text={rewrite} label="new mask" />
          </li>
        ))}
      </ul>
    </>
  );
}
