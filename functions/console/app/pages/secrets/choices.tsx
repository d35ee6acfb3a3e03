import type { JSX } from 'preact';
import type { SecretUsage } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { STATES } from '../../words.ts';

type ChoicesProps = {
  readonly offered: readonly SecretUsage[];
  /** By id. */
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
};

/** Some connections out of those that depend on a secret. */
export function Choices({ offered, chosen, onChoose }: ChoicesProps): JSX.Element {
  const choose = (id: string, isChosen: boolean): void => onChoose(new Set(isChosen ? [...chosen, id] : [...chosen].filter((each) => each !== id)));
  const all = offered.map(({ connectionId }) => connectionId);
  return (
    <fieldset class="choices">
      <legend>
        Connections: {chosen.size} of {offered.length} chosen
      </legend>
      <button type="button" class="button quiet" onClick={() => onChoose(new Set(chosen.size === all.length ? [] : all))}>
        {chosen.size === all.length ? 'Choose none' : 'Choose all'}
      </button>
      <ul>
        {offered.map(({ connectionId, name, project, state }) => (
          <li key={connectionId}>
            <label>
              <input type="checkbox" checked={chosen.has(connectionId)} onChange={(event) => choose(connectionId, event.currentTarget.checked)} />
              <span>
                {name} <Badge word={STATES[state]} /> <span class="faint">{project}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
