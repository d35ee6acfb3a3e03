import type { ComponentChildren, JSX } from 'preact';

/** What stands in one column. */
export type Column<Item> = {
  readonly name: string;
  readonly cell: (item: Item) => ComponentChildren;
  readonly class?: string;
  /** Its buttons say by themselves what they do. */
  readonly isDeed?: boolean;
};

type TableProps<Item> = {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** The first is what a row is about. */
  readonly columns: readonly Column<Item>[];
  /** Before all columns: how a row is selected. */
  readonly pick?: (item: Item) => ComponentChildren;
  /** Others are on their way. */
  readonly isStale?: boolean;
  readonly label?: string;
};

/** Rows that become cards where there is no room for columns. */
export function Table<Item>({ items, keyOf, columns: [title, ...columns], pick, isStale = false, label }: TableProps<Item>): JSX.Element {
  return (
    <table class={isStale ? 'rows stale' : 'rows'} aria-busy={isStale} aria-label={label}>
      <thead>
        <tr>
          {pick && (
            <th scope="col" class="pick">
              <span class="unseen">Selected</span>
            </th>
          )}
          {[title, ...columns].map((column) => (
            <th key={column?.name} scope="col">
              {column?.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={keyOf(item)}>
            {pick && <td class="pick">{pick(item)}</td>}
            <th scope="row">{title?.cell(item)}</th>
            {columns.map(({ name, cell, isDeed = false, ...others }) => (
              <td key={name} data-name={isDeed ? undefined : name} {...others}>
                {cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
