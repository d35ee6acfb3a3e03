import type { StoredConnection } from '../connections/stored-connection.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { everyMinutesOf } from './slot.ts';

/** Says that the period of a connection is in use; before the connection is written, so that no tick passes it over. */
export async function enterPeriod(settings: Pick<SettingsStore, 'addPeriod'>, connection: StoredConnection): Promise<void> {
  const everyMinutes = everyMinutesOf(connection);
  if (everyMinutes !== null) await settings.addPeriod(everyMinutes);
}
