import type { Id, Topology } from '../model/topology.ts';
import { groupsOf, serversOf } from '../model/topology.ts';
import { createZone } from '../parse/zone.ts';
import type { Zone } from '../parse/zone.ts';

/** What every page prints around its content. */
export interface Frame {
  readonly siteName: string;
  /** Absolute, without a trailing slash. */
  readonly siteUrl: string;
  /** BCP 47; the language of the document. */
  readonly locale: string;
  /** The helpdesk, as the owner wrote it; `href` only where it is an e-mail address or a web address. */
  readonly contact?: { readonly text: string; readonly href?: string };
  /** Below the site's URL: `/`, `/history/2010/08/`. */
  readonly path: string;
  /** Set where the page has to say that what it shows is a demonstration. */
  readonly demonstration?: true;
}

/** Id → the name members read. */
export type Names = Readonly<Record<Id, string>>;

/** What all builders need of the topology; made once per build. */
export interface ViewContext {
  readonly topology: Topology;
  readonly zone: Zone;
  readonly names: Names;
  readonly demonstration: boolean;
}

export function viewContext(topology: Topology, demonstration = false): ViewContext {
  const { timezone, locale } = topology.site;
  const named = [...topology.zones, ...groupsOf(topology), ...serversOf(topology), ...topology.services];
  return {
    topology,
    zone: createZone(timezone, locale),
    names: Object.fromEntries(named.map(({ id, name }) => [id, name])),
    demonstration,
  };
}

export function frameOf({ topology, demonstration }: ViewContext, path: string): Frame {
  const { name, url, locale, contact } = topology.site;
  return {
    siteName: name,
    siteUrl: url,
    locale,
    ...(contact === undefined ? {} : { contact: contactOf(contact) }),
    path,
    ...(demonstration ? { demonstration } : {}),
  };
}

const WEB_ADDRESS = /^https?:\/\/[^\s"'<>]+$/i;
const MAIL_ADDRESS = /^[^\s@:/?#"'<>]+@[^\s@:/?#"'<>]+$/;

function contactOf(contact: string): { text: string; href?: string } {
  if (WEB_ADDRESS.test(contact)) return { text: contact, href: contact };
  if (MAIL_ADDRESS.test(contact)) return { text: contact, href: `mailto:${contact}` };
  return { text: contact };
}

export function nameOf(names: Names, id: Id): string {
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}
