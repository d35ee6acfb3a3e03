import { makeCatalogue } from '../shared/connectors/catalogue.ts';
import { confidenceTable } from './connectors/confidence-table.ts';

const catalogue = makeCatalogue();
process.stdout.write(`${confidenceTable(catalogue.list().flatMap(({ id }) => catalogue.get(id) ?? []))}\n`);
