import { writeFile } from 'node:fs/promises';
import { errorsPage } from './docs/errors-page.ts';
import { connectorsPage } from './docs/connectors-page.ts';

const DOCS = new URL('../docs/', import.meta.url);

/** The generated pages by file name. A test holds the committed ones against these. */
export function generatedPages(): Readonly<Record<string, string>> {
  return { 'errors.md': errorsPage(), 'connectors.md': connectorsPage() };
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(generatedPages())) {
    await writeFile(new URL(name, DOCS), text);
    process.stdout.write(`docs/${name}\n`);
  }
}
