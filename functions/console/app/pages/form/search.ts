import type { ConnectorSummary } from '../../api/types.ts';
import { categoryName } from './categories.ts';

type Service = Pick<ConnectorSummary, 'id' | 'name' | 'category'>;

/** The services in whose name, id or category all the words are; those that begin with what was typed first. */
export function servicesLike<Each extends Service>(services: readonly Each[], typed: string): readonly Each[] {
  const text = typed.trim().toLowerCase();
  const words = text.split(/\s+/);
  const found = services.filter((service) => words.every((word) => textOf(service).includes(word)));
  return text === '' ? byCategory(services) : found.toSorted((a, b) => rank(a, text) - rank(b, text) || a.name.localeCompare(b.name, 'en'));
}

function rank({ id, name }: Service, text: string): number {
  const title = name.toLowerCase();
  if (title === text || id === text) return 0;
  if (title.startsWith(text) || id.startsWith(text)) return 1;
  return title.includes(text) || id.includes(text) ? 2 : 3;
}

function textOf({ id, name, category }: Service): string {
  return `${name} ${id} ${category} ${categoryName(category)}`.toLowerCase();
}

function byCategory<Each extends Service>(services: readonly Each[]): readonly Each[] {
  return services.toSorted((a, b) => categoryName(a.category).localeCompare(categoryName(b.category), 'en') || a.name.localeCompare(b.name, 'en'));
}
