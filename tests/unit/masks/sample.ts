/** The mask of the Workato guide "Use AWS Secrets Manager in connections", and its parts. */
export const KEY = 'prod.jira.secret.key';
export const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
export const MASK = `{{workato:sm:${KEY}:${ARN}}}`;
