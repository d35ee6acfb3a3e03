import type { Sign, SignerKind } from './connector.ts';
import type { RequestDraft } from './request-draft.ts';
import type { Signer, SigningDeps } from './signers/signing-parameters.ts';

/** Each is loaded when a request needs it: most connections need none, and every cold start would read them all. */
const SIGNERS: { readonly [Kind in Exclude<SignerKind, 'jwt'>]: () => Promise<Signer> } = {
  mtls: async () => (await import('./signers/mtls.ts')).signWithMtls,
  aws_sigv4: async () => (await import('./signers/aws-sigv4.ts')).signWithSigV4,
  acs3: async () => (await import('./signers/acs3.ts')).signWithAcs3,
  oauth1: async () => (await import('./signers/oauth1.ts')).signWithOAuth1,
  hmac: async () => (await import('./signers/hmac.ts')).signWithHmac,
  digest: async () => (await import('./signers/digest.ts')).signWithDigest,
  azure_shared_key: async () => (await import('./signers/azure-shared-key.ts')).signWithAzureSharedKey,
  http_signature: async () => (await import('./signers/http-signature.ts')).signWithHttpSignature,
};

/** @throws ResolverError `value_unusable` with the field's pointer; what a library says of a key is never passed on */
export async function signRequest(draft: RequestDraft, sign: Sign, deps: SigningDeps): Promise<RequestDraft> {
  if (sign.kind === 'jwt') return (await import('./signers/jwt.ts')).signWithJwt(draft, sign.parameters, deps);
  const signer = await SIGNERS[sign.kind]();
  return signer(draft, sign.parameters, deps);
}
