import type { FormField } from '../../api/types.ts';
import { pointerOf } from '../../../../../shared/masks/json-pointer.ts';
import { scanText } from '../../../../../shared/masks/mask.ts';
import { nameOf, type Way } from './body.ts';
import type { Draft, Entry } from './draft.ts';
import type { Problem } from './problems.ts';

/**
 * What can be told without asking. A credential that is no mask is found here, so that it never leaves the page; what is wrong with a mask
 * the API says.
 */
export function checkFields({ texts, maps }: Pick<Draft, 'texts' | 'maps'>, fields: readonly FormField[]): readonly Problem[] {
  return fields.flatMap((field) => {
    const pointer = pointerOf('/config', field.name);
    if (field.kind === 'map') return checkEntries(maps[field.name] ?? [], pointer);
    const message = wrongWith(texts[field.name] || (field.default ?? ''), field);
    return message === null ? [] : [{ pointer, message }];
  });
}

/** Names that are missing, or there twice: only the last of them would be kept. */
export function checkEntries(entries: readonly Entry[], pointer: string): readonly Problem[] {
  return entries.flatMap(({ name, text }, index) => {
    if (name === '') return text === '' ? [] : [{ pointer: `${pointer}/`, message: 'One of the texts has no name.' }];
    const isFirst = entries.findIndex((other) => other.name === name) === index;
    return isFirst ? [] : [{ pointer: pointerOf(pointer, name), message: `“${name}” is there twice.` }];
  });
}

function wrongWith(text: string, field: FormField): string | null {
  const { label, kind, required, maskable } = field;
  if (text === '') return required ? `${label} is missing.` : null;
  if (maskable && holdsMask(text)) return null;
  if (kind === 'secret') return `${label} is a credential and holds literal text. Put the value into AWS Secrets Manager and add it as an external secret.`;
  return hasForm(text, field) ? null : `${label} does not have the form of this field${field.example === undefined ? '.' : `, for example ${field.example}.`}`;
}

function hasForm(text: string, { options, pattern }: FormField): boolean {
  return (options?.includes(text) ?? true) && (pattern === undefined || new RegExp(pattern).test(text));
}

/** Or something that was meant to be one. */
function holdsMask(text: string): boolean {
  const { masks, issues } = scanText(text);
  return masks.length + issues.length > 0;
}

/** Of the whole form; `isKept`: what only a stored connection has, too. */
export function checkDraft(draft: Draft, way: Way, isKept: boolean): readonly Problem[] {
  const project = draft.project === '' ? [{ pointer: '/project', message: 'Project is missing.' }] : [];
  const name = nameOf(draft, way).trim() === '' ? [{ pointer: '/name', message: 'Name is missing.' }] : [];
  return [...checkFields(draft, way.method.fields), ...project, ...(isKept ? [...name, ...checkEntries(draft.labels, '/labels')] : [])];
}
