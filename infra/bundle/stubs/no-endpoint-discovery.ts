/** Replaces the SDK's endpoint discovery with its cache (6 kB): DynamoDB's endpoint is the region's, or AWS_ENDPOINT_URL_DYNAMODB. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: (): undefined => undefined,
  configFileSelector: (): undefined => undefined,
  default: undefined,
};

export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;
