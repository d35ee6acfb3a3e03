import type { JSX } from 'preact';
import type { StoredConnection } from '../../api/types.ts';
import { MOST_PICKS, NO_PICKS, pickedOf, type Picks, toggledAll } from './picks.ts';

type PickAllProps = { readonly connections: readonly StoredConnection[]; readonly picks: Picks; readonly onPick: (picks: Picks) => void };

/** All of a page at once, how many are picked in all, and none again. */
export function PickAll({ connections, picks, onPick }: PickAllProps): JSX.Element {
  const picked = pickedOf(picks, connections);
  const isFull = picks.size >= MOST_PICKS;
  return (
    <>
      {connections.length > 0 && (
        <label>
          <input
            type="checkbox"
            checked={picked === 'all'}
            indeterminate={picked === 'some'}
            disabled={isFull && picked === 'none'}
            onChange={() => onPick(toggledAll(picks, connections))}
          />
          Select all on this page
        </label>
      )}
      <span role="status">
        {picks.size > 0 && `${picks.size} selected`}
        {isFull && ', the most that can be verified by hand at once'}
      </span>
      {picks.size > 0 && (
        <button type="button" class="button quiet" onClick={() => onPick(NO_PICKS)}>
          Clear selection
        </button>
      )}
    </>
  );
}
