/**
 * Templates as the emulator reads them. Written apart from shared/connectors/template.ts on purpose: what the product sends is held against this,
 * so it must not be the product's own reading.
 */
export type Values = Readonly<Record<string, string>>;

/** The text, or null where an optional value is empty. */
export function expectedText(template: string, values: Values): string | null {
  let isDropped = false;
  const text = template.replaceAll(/\$\{(\w+)(\?)?((?:\|[^|}]+)*)\}/g, (_, name: string, optional: string | undefined, filters: string) => {
    const value = filters
      .split('|')
      .slice(1)
      .reduce(filtered, values[name] ?? '');
    isDropped ||= value === '' && optional !== undefined;
    return value;
  });
  return isDropped ? null : text;
}

const FILTERS: Readonly<Record<string, (value: string, first: string, second: string) => string>> = {
  lower: (value) => value.toLowerCase(),
  upper: (value) => value.toUpperCase(),
  trim: (value) => value.trim(),
  beforeDot: (value) => value.replace(/\..*$/s, ''),
  part: (value, position) => value.split(':')[Number(position)] ?? '',
  lastPart: (value, separator) => value.slice(value.lastIndexOf(separator) + 1),
  replace: (value, from, to) => value.split(from).join(to),
  host: (value) => new URL(value.includes('://') ? value : `https://${value}`).hostname,
  base64: (value) => Buffer.from(value).toString('base64'),
  hex: (value) => Buffer.from(value, 'hex').toString('latin1'),
  parameter: (value, name) => new URLSearchParams(value).get(name) ?? '',
};

function filtered(value: string, filter: string): string {
  const [name = '', first = '', second = ''] = filter.split(':');
  const known = FILTERS[name];
  if (!known) throw new Error(`the emulator does not know the filter ${name}`);
  return known(value, first, second);
}
