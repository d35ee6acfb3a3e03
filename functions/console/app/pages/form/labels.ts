import { parsePointer } from '../../../../../shared/masks/json-pointer.ts';
import type { Way } from './body.ts';

const LABELS: ReadonlyMap<string, string> = new Map([
  ['connector', 'Service'],
  ['method', 'Way to connect'],
  ['name', 'Name'],
  ['project', 'Project'],
  ['schedule', 'Verified'],
  ['labels', 'Labels'],
  ['expectIdentity', 'Must be signed in as'],
]);

/** What the form calls the place that a JSON Pointer of a request leads to. */
export function labelAt(pointer: string, way: Way | null): string {
  const [room = '', ...inner] = parsePointer(pointer) ?? [];
  if (room === 'config') return labelInConfig(inner, way);
  const label = LABELS.get(room) ?? 'The request';
  return room === 'labels' && inner[0] ? `${label}: ${inner[0]}` : label;
}

function labelInConfig([name = '', member]: readonly string[], way: Way | null): string {
  const label = way?.method.fields.find((field) => field.name === name)?.label ?? (name || 'Fields');
  return member ? `${label}: ${member}` : label;
}
