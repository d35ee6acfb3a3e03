import type { Client, StoredConnection } from '../client.ts';
import type { ConnectionFile } from '../connection-file.ts';

/** The stored connections among which those of the files are; of their projects alone, where each names its own. */
export async function storedFor(client: Client, files: readonly ConnectionFile[]): Promise<readonly StoredConnection[]> {
  const projects = new Set(files.map(({ connection }) => connection.project));
  if (projects.has(undefined)) return client.connections({});
  const pages = await Promise.all([...projects].map((project) => client.connections({ project })));
  return pages.flat();
}
