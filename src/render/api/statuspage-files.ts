import type { ApiEntry } from '../../core/view/api-incidents.ts';
import { apiView } from '../../core/view/api-page.ts';
import type { ApiView } from '../../core/view/api-page.ts';
import type { FileDesk, FilePlan } from '../file-plans.ts';
import { jsonFile } from './json-file.ts';
import {
  componentObject,
  incidentObject,
  maintenanceObject,
  pageObject,
  statusObject,
} from './statuspage.ts';
import type { StatuspageInput } from './statuspage.ts';
import { topologyInputs } from './topology-inputs.ts';

/** One key of a file: what its value is made from, and the value. */
interface Part {
  readonly key: string;
  /** @param components what of the components the topology does not say. */
  inputs(view: ApiView, components: string): string;
  value(input: StatuspageInput): unknown;
}

/** What a file may hold beside `page`. */
const PARTS = {
  status: {
    key: 'status',
    inputs: ({ severity }) => severity,
    value: statusObject,
  },
  components: {
    key: 'components',
    inputs: (_, components) => components,
    value: (input) => input.view.components.map((component) => componentObject(component, input)),
  },
  incidents: entriesPart('incidents', (view) => view.incidents),
  unresolved: entriesPart('incidents', (view) => view.unresolved),
  maintenance: entriesPart('scheduled_maintenances', (view) => view.maintenance),
  upcoming: entriesPart('scheduled_maintenances', (view) => view.upcoming),
  active: entriesPart('scheduled_maintenances', (view) => view.active),
  // The work to come begins later than all that is under way, so this is newest first as well.
  unfinished: entriesPart('scheduled_maintenances', ({ upcoming, active }) => [...upcoming, ...active]),
} as const satisfies Readonly<Record<string, Part>>;

type PartName = keyof typeof PARTS;

/** Below the output folder → its parts, in the order of genuine files. */
const FILES: readonly { readonly output: string; readonly parts: readonly PartName[] }[] = [
  { output: 'api/v2/summary.json', parts: ['components', 'unresolved', 'unfinished', 'status'] },
  { output: 'api/v2/status.json', parts: ['status'] },
  { output: 'api/v2/components.json', parts: ['components'] },
  { output: 'api/v2/incidents.json', parts: ['incidents'] },
  { output: 'api/v2/incidents/unresolved.json', parts: ['unresolved'] },
  { output: 'api/v2/scheduled-maintenances.json', parts: ['maintenance'] },
  { output: 'api/v2/scheduled-maintenances/upcoming.json', parts: ['upcoming'] },
  { output: 'api/v2/scheduled-maintenances/active.json', parts: ['active'] },
];

/** The eight files of the Statuspage API v2. They carry no time of the data, so a quiet minute changes none of them. */
export function statuspageFiles({ site, words }: FileDesk): readonly FilePlan[] {
  const { reading, status, context } = site;
  const { incidents, history, now, topology } = reading;
  const view = apiView({ context, status, incidents, history, now });
  const input: StatuspageInput = {
    view,
    site: topology.site,
    words,
    prose: (slug) => reading.prose(slug),
  };
  const around = [topologyInputs(topology), view.changedAt, view.knownSince].join(' ');
  const components = componentInputs(view);
  const inputs = once((name) => PARTS[name].inputs(view, components));
  const values = once((name) => PARTS[name].value(input));
  return FILES.map(({ output, parts }) => ({
    output,
    live: false,
    inputs: [around, ...parts.map(inputs)].join('\n'),
    content: () => {
      const told = parts.map((name) => [PARTS[name].key, values(name)] as const);
      return jsonFile({ page: pageObject(input), ...Object.fromEntries(told) });
    },
  }));
}

function entriesPart(
  key: 'incidents' | 'scheduled_maintenances',
  pick: (view: ApiView) => readonly ApiEntry[],
): Part {
  const object = key === 'incidents' ? incidentObject : maintenanceObject;
  return {
    key,
    // Every entry holds the components it touched as they are now.
    inputs: (view, components) => [components, ...pick(view).map((entry) => entry.inputs)].join('\n'),
    value: (input) => pick(input.view).map((entry) => object(entry, input)),
  };
}

function componentInputs({ components }: ApiView): string {
  return components.map(({ id, severity, changedAt }) => `${id} ${severity} ${String(changedAt)}`).join('\n');
}

/** Several files hold the same part. */
function once<Value>(make: (name: PartName) => Value): (name: PartName) => Value {
  const made = new Map<PartName, Value>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const value = make(name);
    made.set(name, value);
    return value;
  };
}
