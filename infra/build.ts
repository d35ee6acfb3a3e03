import { buildFunctions } from './bundle/build-functions.ts';
import { bundleTable } from './bundle/bundle-table.ts';

process.stdout.write(`${bundleTable(await buildFunctions())}\n`);
