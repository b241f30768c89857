import type { VNode } from 'preact';
import type { ExplanationView, ZoneView } from '../../src/core/view/infrastructure.ts';
import type { Kit } from '../kit.ts';
import { Prose } from './text.tsx';

export interface ExplanationsProps {
  readonly explanations: readonly ExplanationView[];
  readonly zones: readonly ZoneView[];
  readonly zonesLast: boolean;
}

/** The owner's own words about the infrastructure, and what each coloured area is for. */
export function Explanations({ explanations, zones, zonesLast }: ExplanationsProps, kit: Kit): VNode {
  return (
    <div class="explanations">
      {explanations.map(({ text, beforeZones }) => (
        <>
          <section>
            <Prose text={text} top={2} kit={kit} />
            {beforeZones ? <ZoneTexts zones={zones} kit={kit} /> : null}
          </section>
        </>
      ))}
      {zonesLast && zones.some(({ about }) => about !== undefined) ? (
        <section>
          <h2>{kit.words.text('infrastructure.zones')}</h2>
          <ZoneTexts zones={zones} kit={kit} />
        </section>
      ) : null}
    </div>
  );
}

function ZoneTexts({ zones, kit }: { readonly zones: readonly ZoneView[]; readonly kit: Kit }) {
  return (
    <dl class="swatches">
      {zones.map(({ name, colour, about }) =>
        about === undefined ? null : (
          <div class={`swatch zone-${colour}`}>
            <dt>{name}</dt>
            <dd>
              <Prose text={about} top={3} kit={kit} />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
