import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { ApiFailure } from '../api/failure.ts';
import { FixText } from '../parts/fix-text.tsx';
import { reasonAgainst, useSession } from '../session.ts';
import { keyChoices } from './key-choices.ts';
import { useKeyNames } from './use-key-names.ts';

type KeyNamesProps = {
  /** Of a secret that is named to its end; null until then. */
  readonly arn: string | null;
  readonly project: string;
  /** What is written so far. */
  readonly keyName: string;
  readonly onChoose: (keyName: string) => void;
};

/** The keys that a secret has, to choose from; or why they cannot be told. */
export function KeyNames({ arn, project, keyName, onChoose }: KeyNamesProps): JSX.Element {
  const session = useSession();
  const reason = project === '' ? 'Choose a project first.' : reasonAgainst(session, 'secrets:use', project);
  const { names, failure, isAsking } = useKeyNames(reason === null ? arn : null, project);
  return (
    <div class="key-names" aria-live="polite">
      {reason !== null && <p class="faint">Key names are not offered. {reason}</p>}
      {isAsking && <p class="faint">Looking for the keys of this secret…</p>}
      {failure && <Trouble failure={failure} />}
      {names && <Choice {...{ names, keyName, onChoose }} />}
    </div>
  );
}

function Trouble({ failure }: { readonly failure: ApiFailure }): JSX.Element {
  const [issue] = failure.issues;
  return (
    <>
      <p class="problem">The key names could not be read. {issue?.message ?? failure.message}</p>
      {issue?.fix && <FixText fix={issue.fix} />}
    </>
  );
}

type ChoiceProps = Pick<KeyNamesProps, 'keyName' | 'onChoose'> & { readonly names: readonly string[] };

function Choice({ names, keyName, onChoose }: ChoiceProps): JSX.Element {
  const id = useId();
  const { shown, more, isMissing } = keyChoices(names, keyName);
  if (names.length === 0) return <p class="problem">This secret has no keys.</p>;
  return (
    <>
      <p class={isMissing ? 'problem' : 'faint'} id={id}>
        {isMissing ? `This secret has no key "${keyName}". It has` : 'Keys of this secret'}
      </p>
      <ul class="key-choices" aria-labelledby={id}>
        {shown.map((name) => (
          <li key={name}>
            <button type="button" class="button key-choice" aria-pressed={name === keyName} onClick={() => onChoose(name)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="faint">{more} more: write a part of the name to find them.</p>}
    </>
  );
}
