import type { JSX } from 'preact';
import { Action } from '../../parts/action.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Failure, Loading } from '../../parts/states.tsx';
import type { ConnectorDetail } from '../../api/types.ts';
import type { Loaded } from '../../parts/use-answer.ts';
import { categoryName } from './categories.ts';
import { FormRow } from './form-row.tsx';
import type { FormState } from './form-state.ts';
import { sentenceAt } from './problems.ts';
import { ServicePicker } from './service-picker.tsx';
import { CONFIDENCE } from './words.ts';

type ServiceProps = {
  readonly form: FormState;
  readonly connector: Loaded<ConnectorDetail | null>;
  readonly isByHand: boolean;
  readonly onChoose: (id: string) => void;
};

/** The service: to be looked for, or chosen. */
export function ServiceCard({ form, connector, isByHand, onChoose }: ServiceProps): JSX.Element {
  const { draft, problems } = form;
  return (
    <Card title="Service">
      <FormRow pointer="/connector">
        {draft.connector === '' ? (
          <ServicePicker isFocused={isByHand} problem={sentenceAt(problems, '/connector')} onChoose={onChoose} />
        ) : (
          <Chosen connector={connector} onChoose={onChoose} />
        )}
      </FormRow>
    </Card>
  );
}

function Chosen({ connector: { value, problem, reload }, onChoose }: Pick<ServiceProps, 'connector' | 'onChoose'>): JSX.Element {
  const other = <Action onAct={() => onChoose('')}>Choose another service</Action>;
  if (problem !== null)
    return (
      <>
        <Failure title="This service could not be read" sentence={problem} retry={reload} />
        {other}
      </>
    );
  if (value === null) return <Loading what="the service" />;
  const confidence = CONFIDENCE[value.confidence];
  return (
    <div class="chosen">
      <div>
        <p>
          <strong>{value.name}</strong> <code>{value.id}</code> <span class="faint">{categoryName(value.category)}</span>
        </p>
        <p class="faint">
          <Badge word={confidence} /> {confidence.meaning}
        </p>
        <p>
          <a href={value.docs} target="_blank" rel="noopener noreferrer">
            Documentation of {value.name}
            <span class="unseen"> (opens in a new tab)</span>
          </a>
        </p>
      </div>
      {other}
    </div>
  );
}
