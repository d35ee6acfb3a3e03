/** What a stored value looks like, said by its field alone: never the value, its length or a part of it. docs/errors.md is generated from it. */
export const VALUE_WARNINGS = {
  value_ends_in_newline: 'The value ends in a line break, which is easily stored along with it.',
  value_has_outer_space: 'The value begins or ends with white space.',
  value_is_quoted: 'The value stands in quotation marks; store it without them.',
  value_is_json: 'The value is JSON, where this field takes one text; point the mask at a text inside it with ?path=.',
  value_is_placeholder: 'The value looks like a placeholder that was never replaced.',
} as const;

export type WarningCode = keyof typeof VALUE_WARNINGS;
