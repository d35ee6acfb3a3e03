/**
 * Replaces @aws-sdk/credential-provider-node, the default credential chain: Lambda hands credentials over in the environment,
 * so profiles, SSO, web identity, child processes and metadata services (96 kB) can only find somebody else's.
 */
type EnvironmentCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
};

export const defaultProvider = () => async (): Promise<EnvironmentCredentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_CREDENTIAL_EXPIRATION: expiry,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) {
    const error = new Error('The environment holds no AWS credentials.');
    error.name = 'CredentialsProviderError';
    throw error;
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }), ...(expiry && { expiration: new Date(expiry) }) };
};
