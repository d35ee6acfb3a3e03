import type { ConnectorSummary } from '../../api/types.ts';
import type { Word } from '../../words.ts';

/** How sure the rules of a service are. */
export const CONFIDENCE: Readonly<Record<ConnectorSummary['confidence'], Word>> = {
  documented: { label: 'Documented', tone: 'good', meaning: 'What acceptance and refusal look like was read in the vendor’s documentation.' },
  practice: { label: 'Practice', tone: 'calm', meaning: 'Public tools ask the same; acceptance needs more than a status.' },
  unproven: { label: 'Unproven', tone: 'warning', meaning: 'Made from documentation alone: “authorized” may rest on an HTTP status, so look twice.' },
};

/** The usual schedules; anything else is written as a duration. */
export const SCHEDULES: readonly (readonly [string, string])[] = [
  ['', 'Only when somebody presses Connect'],
  ['PT15M', 'Every 15 minutes'],
  ['PT1H', 'Every hour'],
  ['P1D', 'Every day'],
];
