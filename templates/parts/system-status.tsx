import type { VNode } from 'preact';
import type { Names } from '../../src/core/view/context.ts';
import type { LightsView } from '../../src/core/view/home.ts';
import { servicePath } from '../../src/core/view/service.ts';
import type { ServiceView, SparesView } from '../../src/core/view/services.ts';
import type { Disagreement } from '../../src/core/model/status.ts';
import type { Instant } from '../../src/core/model/time.ts';
import { serviceNotes } from '../../src/render/service-notes.ts';
import type { Kit } from '../kit.ts';
import { LIGHT, NOW } from './light.ts';
import { Section } from './section.tsx';
import { StateGlyph } from './state-glyph.tsx';
import { sentence } from './text.tsx';

export interface SystemStatusProps {
  readonly lights: LightsView;
  readonly services: readonly ServiceView[];
  readonly spares: readonly SparesView[];
  readonly unreported?: Disagreement | undefined;
}

/** The box members look for first: every service with its light, its word, and why. */
export function SystemStatus(props: SystemStatusProps, kit: Kit): VNode {
  const { lights, services, spares, unreported } = props;
  const { words, parts } = kit;
  const { takenAt } = lights.status;
  return (
    <Section
      id="systemStatus"
      heading={words.text('services.heading')}
      aside={
        takenAt === undefined ? (
          words.text('services.no-stamp')
        ) : (
          <time dateTime={words.isoDateTime(takenAt)}>{words.stamp(takenAt)}</time>
        )
      }
    >
      <ul class="services">
        {services.map((service) => (
          <parts.ServiceRow service={service} names={lights.names} near={takenAt} />
        ))}
      </ul>
      {spares.length === 0 && unreported === undefined ? null : (
        <ul class="remarks" {...NOW}>
          {unreported === undefined ? null : <li>{words.disagreement(unreported, takenAt)}</li>}
          {spares.map(({ name, status }) => (
            <li>
              {sentence(kit, 'services.spares', {
                name: <a href={kit.url(`/infrastructure/#${status.id}`)}>{name}</a>,
                state: words.group(status),
              })}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** On a bad day the reasons of the first service must not push the others off a phone's screen. */
const NOTES_SHOWN = 2;

/** `near`: the data's time, whose day needs no date beside a clock time. */
export function ServiceRow(
  props: { readonly service: ServiceView; readonly names: Names; readonly near: Instant | undefined },
  { words, url }: Kit,
): VNode {
  const { service, names, near } = props;
  const notes = serviceNotes(service, words, (id) => names[id] ?? id, near);
  const rest = notes.slice(NOTES_SHOWN);
  return (
    <li id={service.id} class={`service is-${service.severity}`} {...LIGHT}>
      <StateGlyph state={service.severity} size={20} lit />
      <a class="service-name" href={url(servicePath(service.id))}>
        {service.name}
      </a>
      <strong class="service-word">{words.severity(service.severity)}</strong>
      {notes.length === 0 ? null : (
        <div class="notes" {...NOW}>
          <p>{notes.slice(0, NOTES_SHOWN).join(' ')}</p>
          {rest.length === 0 ? null : (
            <details>
              <summary>{words.text('services.more', { count: rest.length })}</summary>
              <p>{rest.join(' ')}</p>
            </details>
          )}
        </div>
      )}
    </li>
  );
}
