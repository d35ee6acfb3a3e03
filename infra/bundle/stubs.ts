import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnLoadResult, Plugin } from 'esbuild';

const SMITHY = '@smithy/core/dist-es/submodules';
const STUBS = new URL('./stubs/', import.meta.url);

/** A library file, named by its path under node_modules, and the file of stubs/ that stands in for it. Why is said there. */
const STAND_INS: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node/dist-es/index.js': 'credentials-from-environment.ts',
  '@aws-sdk/core/dist-es/submodules/client/util-user-agent-browser/createUserAgentStringParsingProvider.js': 'no-browser.ts',
  '@aws-sdk/core/dist-es/submodules/protocols/json/AwsJson1_0Protocol.js': 'json-1-0-protocol.ts',
  '@aws-sdk/core/dist-es/submodules/protocols/json/AwsJson1_1Protocol.js': 'json-1-1-protocol.ts',
  '@aws-sdk/core/dist-es/submodules/protocols/query/AwsQueryProtocol.js': 'query-protocol.ts',
  '@aws-sdk/middleware-endpoint-discovery/dist-es/index.js': 'no-endpoint-discovery.ts',
  [`${SMITHY}/config/shared-ini-file-loader/loadSharedConfigFiles.js`]: 'no-config-files.ts',
  [`${SMITHY}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`]: 'no-instance-metadata.ts',
  [`${SMITHY}/serde/util-body-length/calculateBodyLength.js`]: 'body-length.ts',
  [`${SMITHY}/checksum/sha256/Sha256Js.js`]: 'native-checksums-only.ts',
  [`${SMITHY}/checksum/crc32/Crc32Js.js`]: 'native-checksums-only.ts',
};

/** A library file and the new text made from its old one. */
const REWRITES: Readonly<Record<string, (source: string) => string>> = {
  // Nothing here streams events, but an import that nobody reaches would still make a chunk (14 kB).
  [`${SMITHY}/protocols/HttpProtocol.js`]: (source) => source.replace('await import("@smithy/core/event-streams")', '{}'),
  // The other signer only chooses between two packages that are not installed; STS signs for one region like every service.
  '@aws-sdk/signature-v4-multi-region/dist-es/index.js': () => "export { SignatureV4 as SignatureV4MultiRegion } from '@smithy/signature-v4';",
  // The stand-in protocol writes attribute values itself.
  '@aws-sdk/client-dynamodb/dist-es/runtimeConfig.shared.js': (source) => source.replace('jsonCodec: new DynamoDBJsonCodec2(),', ''),
  '@aws-sdk/client-dynamodb/dist-es/schemas/schemas_0.js': withoutErrors,
  '@aws-sdk/client-eventbridge/dist-es/schemas/schemas_0.js': withoutErrors,
  '@aws-sdk/client-secrets-manager/dist-es/schemas/schemas_0.js': withoutErrors,
  '@aws-sdk/client-sqs/dist-es/schemas/schemas_0.js': withoutErrors,
  '@aws-sdk/client-sts/dist-es/schemas/schemas_0.js': withoutErrors,
  '@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js': () => endpointResolver('dynamodb'),
  '@aws-sdk/client-eventbridge/dist-es/endpoint/endpointResolver.js': () => endpointResolver('events'),
  '@aws-sdk/client-secrets-manager/dist-es/endpoint/endpointResolver.js': () => endpointResolver('secretsmanager'),
  '@aws-sdk/client-sqs/dist-es/endpoint/endpointResolver.js': () => endpointResolver('sqs'),
  '@aws-sdk/client-sts/dist-es/endpoint/endpointResolver.js': () => endpointResolver('sts'),
  // Only the endpoint rules ask for partitions; the user agent asks for a prefix that nobody sets.
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partition.js': () =>
    "export const getUserAgentPrefix = () => ''; export { getUserAgentPrefix as partition, getUserAgentPrefix as setPartitionInfo, getUserAgentPrefix as useDefaultPartitionInfo };",
  // Our clients bring their own retry strategy.
  [`${SMITHY}/retry/util-retry/AdaptiveRetryStrategy.js`]: () => "export { StandardRetryStrategy as AdaptiveRetryStrategy } from './StandardRetryStrategy';",
  // It prints what a driver is told and what it says, where DEBUG is set.
  'debug/src/index.js': () => 'module.exports = () => () => {};',
  // A client takes nothing but its version from its package.json; the default import would carry the whole file along.
  '@aws-sdk/client-dynamodb/package.json': versionOnly,
  '@aws-sdk/client-eventbridge/package.json': versionOnly,
  '@aws-sdk/client-secrets-manager/package.json': versionOnly,
  '@aws-sdk/client-sqs/package.json': versionOnly,
  '@aws-sdk/client-sts/package.json': versionOnly,
};

function endpointResolver(service: string): string {
  return `import { resolverFor } from ${JSON.stringify(fileURLToPath(new URL('aws-endpoints.ts', STUBS)))}; export const defaultEndpointResolver = resolverFor('${service}');`;
}

/** An error class for each name, 9 kB for DynamoDB alone: the stand-in protocols make plain errors, told apart by their names. */
function withoutErrors(source: string): string {
  return source
    .replace(/^\w+_registry\.registerError\(.*\);$/gm, '')
    .replaceAll('= new TypeRegistry(', '= /* @__PURE__ */ new TypeRegistry(')
    .replaceAll('= TypeRegistry.for(', '= /* @__PURE__ */ TypeRegistry.for(');
}

function versionOnly(packageJson: string): string {
  const { version }: { version: string } = JSON.parse(packageJson);
  return `export default { version: ${JSON.stringify(version)} };`;
}

async function replacementOf(file: string, module: string): Promise<OnLoadResult | null> {
  const standIn = STAND_INS[module];
  if (standIn) return { contents: await readFile(new URL(standIn, STUBS), 'utf8'), loader: 'ts', resolveDir: fileURLToPath(STUBS) };
  const rewrite = REWRITES[module];
  if (!rewrite) return null;
  const source = await readFile(file, 'utf8');
  const contents = rewrite(source);
  if (contents === source) throw new Error(`${module} has changed: its rewrite in infra/bundle/stubs.ts no longer applies.`);
  return { contents, loader: 'js', resolveDir: dirname(file) };
}

/** Leaves out of a Lambda bundle what can never run there. */
export const stubs: Plugin = {
  name: 'stubs',
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/(?:@aws-sdk|@smithy|debug)\// }, ({ path }) => {
      const module = path.slice(path.lastIndexOf('/node_modules/') + '/node_modules/'.length);
      return replacementOf(path, module);
    });
  },
};

/** Every library file that is replaced. A test checks that they exist: a stub for a file that moved would go unnoticed. */
export const replacedModules: readonly string[] = [...Object.keys(STAND_INS), ...Object.keys(REWRITES)];
