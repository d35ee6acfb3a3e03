import type { Draft } from './draft.ts';
import type { Method } from './body.ts';

/** The hosts that a way to connect may send credentials to, with what was typed put in; `*` stands for one part of a name. */
export function hostsOf({ hosts, fields }: Pick<Method, 'hosts' | 'fields'>, { texts }: Pick<Draft, 'texts'>): readonly string[] {
  const textOf = (name: string): string => texts[name] ?? fields.find((field) => field.name === name)?.default ?? '';
  const labelOf = (name: string): string => fields.find((field) => field.name === name)?.label ?? name;
  const shown = hosts.map(({ pattern }) =>
    pattern.replaceAll(/\$\{(\w+)\??(?:\|(\w+)[^}]*)?\}/g, (_, name: string, filter?: string) => {
      const text = textOf(name);
      return (filter === 'host' ? hostIn(text) : text) || `‹${labelOf(name)}›`;
    }),
  );
  return [...new Set(shown)];
}

function hostIn(text: string): string {
  const address = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(address) ? new URL(address).host : '';
}
