/** Works on items in their order, so many at a time. `work` must not throw: the others would go on unwatched. */
export async function inParallel<Item>(items: Iterator<Item>, width: number, work: (item: Item) => Promise<void>): Promise<void> {
  const next = async (): Promise<void> => {
    for (let item = items.next(); item.done !== true; item = items.next()) await work(item.value);
  };
  await Promise.all(Array.from({ length: width }, next));
}
