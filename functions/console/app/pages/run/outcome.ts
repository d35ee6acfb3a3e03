/** What the connections of a run may be narrowed to; empty: nothing. */
export const OUTCOME_FILTERS = [
  { outcome: '', label: 'All' },
  { outcome: 'failed', label: 'Failed' },
  { outcome: 'pending', label: 'Pending' },
] as const;
export type Outcome = (typeof OUTCOME_FILTERS)[number]['outcome'];

export function outcomeIn(query: URLSearchParams): Outcome {
  return OUTCOME_FILTERS.find(({ outcome }) => outcome === query.get('outcome'))?.outcome ?? '';
}
