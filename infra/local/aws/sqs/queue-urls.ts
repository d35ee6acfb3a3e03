/**
 * A function's environment with the queue URLs of the template led to the embedded endpoint. The SDK sends to the host of the URL,
 * whatever AWS_ENDPOINT_URL_SQS says (useQueueUrlAsEndpoint, read in @aws-sdk/middleware-sdk-sqs 2026-11).
 * @param endpoint "http://127.0.0.1:3001"
 */
export function withLocalQueueUrls(environment: Readonly<Record<string, string>>, endpoint: string): Record<string, string> {
  const { origin } = new URL(endpoint);
  const led = (value: string): string => value.replace(/^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?=\/\d{12}\/[\w-]+$)/, origin);
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, led(value)]));
}
