/** Who may see, across projects, which connections use their secrets: the subject of a caller, and ARNs with `*` for any text at the end. */
export type SecretOwner = { readonly subject: string; readonly secretArns: readonly string[] };

/** What a settings manager decides about a store. */
export type StoreFields = {
  /** The reader role, under the path /secret-mask-resolver/. */
  readonly roleArn: string;
  /** Another reader role under that path, for versions that are not current yet; null: they are not tried with this store. */
  readonly rehearsalRoleArn: string | null;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly untaggedSecrets: 'denied' | 'listed' | 'vendor';
  /** Entries as in the tag connection-hosts; for `listed`. */
  readonly listedHosts: readonly string[];
  /** PEM: what a customer's own hosts may be certified by, besides the usual authorities. */
  readonly certificateAuthority: string | null;
  /** Of the workspace's store; a project's has none. */
  readonly secretOwners: readonly SecretOwner[];
};

/** A store: the Secrets Manager connection of one project, or of the workspace (`project` null). Times are ISO 8601 in UTC. */
export type SecretStore = StoreFields & {
  readonly project: string | null;
  /** Made by the server, the same for ever. */
  readonly externalId: string;
  /** 1, 2, …; 0 for the deployment's own, which stands as long as nobody has stored another. */
  readonly revision: number;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
};
