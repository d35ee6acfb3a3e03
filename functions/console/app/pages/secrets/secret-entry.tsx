import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Field } from '../../parts/field.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { hashOf } from '../../route.ts';
import { askedSecret } from './asked-secret.ts';

/** Where one names a secret, by its ARN or by a mask; what is wrong with the text is said at the field. */
export function SecretEntry({ asked }: { readonly asked: string }): JSX.Element {
  const [text, setText] = useState(asked);
  const [problem, setProblem] = useState(asked === '' ? null : askedSecret(asked).problem);
  const show = (event: SubmitEvent): void => {
    event.preventDefault();
    const { arn, problem: found } = askedSecret(text);
    setProblem(found);
    if (arn !== null) location.assign(hashOf(['secrets'], { arn }));
  };
  return (
    <form class="card" aria-label="Find a secret" onSubmit={show}>
      <Field label="ARN or mask" help="See which connections depend on a secret. Its value is never shown." problem={problem}>
        {(names) => <TextLine names={names} text={text} onText={setText} placeholder="arn:aws:secretsmanager:…" />}
      </Field>
      <div class="actions">
        <button type="submit" class="button primary">
          Show secret
        </button>
      </div>
    </form>
  );
}
