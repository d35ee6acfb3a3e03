import type { JsonObject } from '../../../shared/json.ts';
import type { Principal } from './principals.ts';

/** One request after its protocol, signature and account are known. */
export type AwsCall = {
  readonly action: string;
  /** The JSON body, or the form fields of the query protocol by name. */
  readonly input: JsonObject;
  readonly principal: Principal;
  readonly region: string;
  /** Tells the list of calls which resource was meant: an ARN, never a value. */
  note(resource: string): void;
  /** A fault: what it tells EventBridge reaches nobody. */
  readonly isUnheard?: boolean;
};

/** `json`: x-amz-target and a JSON body. `query`: a form with Action, answered in XML. */
export type Protocol = 'json' | 'query';

/** One emulated AWS service. The router knows services only through this type. */
export type Service = {
  /** Name in the credential scope of a signature: "secretsmanager". */
  readonly name: string;
  readonly protocol: Protocol;
  /** json: "1.1" where left out. */
  readonly jsonVersion?: '1.0';
  /** json: what stands before the "." of x-amz-target. query: the Version field. */
  readonly target: string;
  readonly actions: ReadonlySet<string>;
  /**
   * Answers null where AWS sends an empty body.
   * @throws AwsError
   */
  handle(call: AwsCall): JsonObject | null | Promise<JsonObject | null>;
};
