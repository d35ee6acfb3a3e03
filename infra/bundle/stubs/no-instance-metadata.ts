/** Replaces the SDK's call to 169.254.169.254: Lambda has no instance metadata, and AWS_REGION is always set there. */
export const getInstanceMetadataRegion = async (): Promise<undefined> => undefined;
