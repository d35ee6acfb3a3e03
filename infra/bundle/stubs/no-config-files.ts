/** Replaces the SDK's reader of ~/.aws/config and ~/.aws/credentials: settings come from the environment alone. */
export const CONFIG_PREFIX_SEPARATOR = '.';

export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });
