import { parseSecretArn } from '../../../../shared/masks/arn.ts';

export function secretNameOf(arn: string): string {
  return parseSecretArn(arn)?.name ?? arn;
}
