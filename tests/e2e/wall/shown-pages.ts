import { GUIDE } from '../../../infra/local/seed.ts';

/** A page of the console, and the buttons that are pressed there, in their order, before all of it can be seen. */
export type ShownPage = {
  readonly name: string;
  readonly hash: (ids: Ids) => string;
  readonly presses: readonly string[];
  /** Of all that it is answered it shows names of secrets alone, and these hold no such text. */
  readonly isSilent?: boolean;
  /** Whose answer is taken only where it names what was asked for. */
  readonly asksFor?: readonly (keyof Ids)[];
};
/** What the addresses of pages are made of, and of what they ask for. */
export type Ids = { readonly connection: string; readonly run: string; readonly connector: string; readonly project: string };

const SECRET = `#/secrets?arn=${encodeURIComponent(GUIDE.arn)}`;

/** Whoever adds a page adds a line. */
export const SHOWN_PAGES: readonly ShownPage[] = [
  { name: 'the list of connections', hash: () => '#/connections', presses: [] },
  { name: 'a connection', hash: ({ connection }) => `#/connections/${connection}`, presses: ['Connect', 'Delete…'] },
  { name: 'the catalogue', hash: () => '#/new', presses: [] },
  { name: 'the form of a new connection', hash: ({ connector }) => `#/new?connector=${connector}`, presses: [], asksFor: ['connector'] },
  { name: 'the form of a stored connection', hash: ({ connection }) => `#/connections/${connection}/edit`, presses: ['Connect'], asksFor: ['connector'] },
  { name: 'the list of runs', hash: () => '#/runs', presses: [] },
  { name: 'a run', hash: ({ run }) => `#/runs/${run}`, presses: [] },
  { name: 'the list of secrets', hash: () => '#/secrets', presses: [], isSilent: true },
  { name: 'a secret', hash: () => SECRET, presses: ['Try the next version before it is current…'] },
  { name: 'the projects', hash: () => '#/projects', presses: ['New project'] },
  { name: 'the store of the workspace', hash: () => '#/stores', presses: ['Test the store'] },
  { name: 'the store of a project', hash: ({ project }) => `#/stores/${project}`, presses: [], asksFor: ['project'] },
  { name: 'the audit', hash: ({ project }) => `#/audit?project=${project}`, presses: [], asksFor: ['project'] },
];
