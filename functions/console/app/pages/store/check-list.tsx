import type { JSX } from 'preact';
import type { StoreTest } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { FixText } from '../../parts/fix-text.tsx';
import { SecretLink } from '../../parts/secret-link.tsx';
import { CHECKS, ENDS } from './store-words.ts';

type Check = StoreTest['checks'][number];

/** What was tried of a store: first of the whole of it, then of one secret after the other. */
export function CheckList({ test }: { readonly test: StoreTest }): JSX.Element {
  const arns = [...new Set(test.checks.map(({ secretArn }) => secretArn))];
  return (
    <>
      {arns.map((arn) => (
        <section key={arn ?? ''} class="checks">
          <h3>{arn === null ? 'The store' : <SecretLink arn={arn} />}</h3>
          <ul>
            {test.checks
              .filter(({ secretArn }) => secretArn === arn)
              .map((check) => (
                <CheckItem key={check.name} check={check} />
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function CheckItem({ check: { name, status, code, message, fix, possibleCauses } }: { readonly check: Check }): JSX.Element {
  return (
    <li>
      <p class="outcome">
        <Badge word={ENDS[status]} /> <strong>{CHECKS[name]}</strong> {code !== null && <code>{code}</code>}
      </p>
      <p>{message}</p>
      {possibleCauses.length > 0 && (
        <details>
          <summary>AWS does not say why. What it may be</summary>
          <ul>
            {possibleCauses.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </details>
      )}
      {fix && <FixText fix={fix} />}
    </li>
  );
}
