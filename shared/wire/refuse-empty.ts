import { ResolverError } from '../errors.ts';
import type { Settings } from './driver.ts';

/** Many servers take nobody's name or an empty password for a guest, whom they let in: the second lock, as settings are rendered with something in them. */
export function refuseEmpty(settings: Settings, names: readonly string[]): void {
  const empty = names.find((name) => (settings[name] ?? '') === '');
  if (empty !== undefined) throw new ResolverError('value_unusable', { pointer: `/config/${empty}` });
}
