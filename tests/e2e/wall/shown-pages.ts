/** A page of the console, and the buttons that are pressed there, in their order, before all of it can be seen. */
export type ShownPage = { readonly name: string; readonly hash: (ids: Ids) => string; readonly presses: readonly string[] };
/** What the addresses of pages are made of. */
export type Ids = { readonly connection: string };

/** Whoever adds a page adds a line. */
export const SHOWN_PAGES: readonly ShownPage[] = [
  { name: 'the list of connections', hash: () => '#/connections', presses: [] },
  { name: 'a connection', hash: ({ connection }) => `#/connections/${connection}`, presses: ['Connect', 'Delete…'] },
];
