import type { Condition, Rule } from '../../../shared/connectors/connector.ts';

/** That an answer is JSON at all keeps a login page out, and proves nothing of a credential. */
const saysOnlyJson = ({ path, exists, ...others }: Condition): boolean => path === '' && exists === true && Object.keys(others).length === 0;

/** Does the rule ask for more than a status: for something that only an authenticated answer has? */
export function provesMore({ header, text, json = [] }: Rule): boolean {
  return header !== undefined || text !== undefined || json.some((condition) => !saysOnlyJson(condition));
}
