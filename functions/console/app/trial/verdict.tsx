import type { JSX } from 'preact';
import type { Verification } from '../api/types.ts';
import { Badge } from '../parts/badge.tsx';
import { Fact } from '../parts/fact.tsx';
import { FixText } from '../parts/fix-text.tsx';
import { Pill } from '../parts/masked-text.tsx';
import { durationText, OUTCOMES } from '../words.ts';

/** What a test found, in words; why, by its code; and what to do, with commands to copy. */
export function Verdict({ verification }: { readonly verification: Verification }): JSX.Element {
  const { status, code, message, fix, durationMs, recorded, warnings = [] } = verification;
  return (
    <div class={`verdict ${OUTCOMES[status].tone}`}>
      <p class="outcome">
        <Badge word={OUTCOMES[status]} /> <code>{code}</code> <span class="faint">in {durationText(durationMs)}</span>
      </p>
      <p>{message}</p>
      {fix && <FixText fix={fix} />}
      {warnings.map(({ pointer, message: warning }) => (
        <p key={pointer + warning} class="problem">
          {warning}
        </p>
      ))}
      <Particulars verification={verification} />
      {recorded === false && <p class="problem">This result could not be written to the history.</p>}
    </div>
  );
}

function Particulars({ verification }: { readonly verification: Verification }): JSX.Element {
  const { target, identity, secrets } = verification;
  return (
    <dl class="facts">
      {target && <Fact name="Target">{target.httpStatus === null ? target.host : `${target.host}, HTTP ${target.httpStatus}`}</Fact>}
      {identity !== null && <Fact name="Signed in as">{identity}</Fact>}
      {secrets.map(({ arn, key, field, versionId, versionStage }) => (
        <Fact key={field + arn + key} name={field.replace(/^\/config\//, '')}>
          <Pill mask={{ keyName: key, secretArn: arn, path: null }} /> as of version <code>{versionId}</code>, {versionStage}
        </Fact>
      ))}
    </dl>
  );
}
