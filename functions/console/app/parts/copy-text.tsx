import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** A text to be taken elsewhere: shown as it is, copied by a button. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const [said, setSaid] = useState('');
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Select the text and copy it yourself'),
    );
  return (
    <div class="copy">
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <button type="button" class="button" onClick={copy}>
        Copy<span class="unseen"> {label}</span>
      </button>
      <span role="status" class="faint">
        {said}
      </span>
    </div>
  );
}
