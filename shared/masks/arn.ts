/** The parts of a secret's ARN. `name` is without the suffix that Secrets Manager adds, `suffix` without its hyphen. */
export type SecretArn = {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
  readonly suffix: string;
};

// Source: AWS Service Authorization Reference, "Secrets Manager", and the SDK's partitions. A name holds no ":", "?", "{" or "}".
const PARTS = {
  partition: 'aws(?:-cn|-us-gov|-eusc|-iso(?:-[a-z]+)?)?',
  region: '[a-z]{2,}(?:-[a-z]+)+-[0-9]+',
  account: '[0-9]{12}',
  name: '[A-Za-z0-9/_+=.@!-]+',
} as const;
const SECRET_ARN = new RegExp(`^arn:(${PARTS.partition}):secretsmanager:(${PARTS.region}):(${PARTS.account}):secret:(${PARTS.name})-([A-Za-z0-9]{6})$`);
/** Limit of the API's SecretId. */
const LONGEST = 2048;

/** The parts of an ARN as Secrets Manager shows it, suffix included; null if anything is missing, different or follows. */
export function parseSecretArn(text: string): SecretArn | null {
  const match = text.length <= LONGEST ? SECRET_ARN.exec(text) : null;
  if (!match) return null;
  const [, partition = '', region = '', account = '', name = '', suffix = ''] = match;
  return { partition, region, account, name, suffix };
}

/** The same, for callers that need no parts: a mask is read in a microsecond. */
export function isSecretArn(text: string): boolean {
  return text.length <= LONGEST && SECRET_ARN.test(text);
}

/** Whether one part by itself is as it should be, for saying which is not. */
export function isArnPart(part: keyof typeof PARTS, text: string): boolean {
  return new RegExp(`^${PARTS[part]}$`).test(text);
}
