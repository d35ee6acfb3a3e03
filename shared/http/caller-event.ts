import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';

/** A request that the gateway has let through; who made it, `callerOf` and `iamCallerOf` say. */
export type CallerEvent = APIGatewayProxyEventV2WithJWTAuthorizer;
