import { startAws } from '../../infra/local/aws/endpoint.ts';
import { ACCOUNT, REGION, tablesToProve } from './local-tables.ts';

// The embedded AWS endpoint as a process of its own: node engine-process.ts <data directory>

const [, , dataDirectory = ''] = process.argv;
const aws = await startAws({
  port: 0,
  dataDirectory,
  now: Date.now,
  account: ACCOUNT,
  region: REGION,
  roles: [],
  tables: await tablesToProve(),
  onEvent: () => {},
});

process.on('message', (message) => {
  if (message === 'cpu') process.send?.({ cpu: process.cpuUsage() });
  if (message === 'close') void aws.close().then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url: aws.url });
