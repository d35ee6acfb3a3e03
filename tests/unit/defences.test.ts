import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFENCES } from '../prove/defences/all-defences.ts';
import { isNamed, titlesOf } from '../prove/defences/defence.ts';
import { defencesTable, TABLE_HEADING } from '../prove/defences/defences-page.ts';

// "npm run prove defences" takes each of them away and demands that its test fails. Between its runs the list is kept true here.
const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const rows = DEFENCES.map((defence) => [defence.name, defence] as const);
const [threats = '', ...tables] = textOf('docs/threat-model.md').split(TABLE_HEADING);

describe.each(rows)('%s', (name, { file, text, without, test }) => {
  it('stands once in its file, and something else stands there without it', () => {
    expect([textOf(file).split(text).length - 1, text === without]).toEqual([1, false]);
  });

  it('has a test of that title', () => {
    // Quotes within a title are escaped where it stands in such quotes.
    const source = textOf(test.titledIn ?? test.file).replaceAll(String.raw`\'`, "'");
    expect(titlesOf(test).filter((title) => !source.includes(title))).toEqual([]);
  });

  it('is named in the threat model', () => {
    expect(threats).toContain(`*${name}*`);
  });
});

it('no two defences have one name, and the threat model names no other', () => {
  const names = DEFENCES.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
  const named = [...threats.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].map(([, name]) => name);
  expect(named.filter((name) => !names.includes(name ?? ''))).toEqual([]);
});

it('the table of the threat model is that of the list', () => {
  expect(tables).toEqual([defencesTable().slice(TABLE_HEADING.length)]);
});

it('a test is told by its title and its groups, whatever a table filled in', () => {
  const named = { file: '', title: 'an ARN is refused > %s' };
  expect(isNamed(named, ['an ARN is refused', 'without its suffix'])).toBe(true);
  expect(isNamed(named, ['elsewhere', 'without its suffix'])).toBe(false);
  expect(isNamed(named, ['without its suffix'])).toBe(false);
  expect(isNamed({ file: '', title: 'a (b) %j?' }, ['group', 'a (b) ["x"]?'])).toBe(true);
  expect(isNamed({ file: '', title: 'means ${code} for tags' }, ['means vault_throttled for tags'])).toBe(true);
  expect(isNamed({ file: '', title: 'of twenty who claim' }, ['of twenty w…'])).toBe(true);
  expect(isNamed({ file: '', title: 'of twenty who claim' }, ['of thirty w…'])).toBe(false);
});
