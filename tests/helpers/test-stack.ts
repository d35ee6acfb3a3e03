/** The stack that a packaged template is resolved as; the last part of its id is its readers' external ID. */
export const STACK_UUID = '5f8d2c10-7a4e-11f0-9d3a-0e1c2b3a4d5f';
export const PSEUDO = {
  account: '137149879143',
  region: 'us-east-1',
  partition: 'aws',
  stackName: 'secret-mask-resolver-test',
  stackId: `arn:aws:cloudformation:us-east-1:137149879143:stack/secret-mask-resolver-test/${STACK_UUID}`,
  parameters: {},
};
