import { worst } from '../../core/model/severity.ts';
import type { Instant } from '../../core/model/time.ts';
import { createPlanner } from '../../core/planner.ts';
import { nameOf } from '../../core/view/context.ts';
import type { HomeView } from '../../core/view/home.ts';
import { serviceNotes } from '../../render/service-notes.ts';
import { cleanLine } from '../../render/text/clean.ts';
import { homeOf, statusText } from '../../render/text/family.ts';
import { createWords } from '../../render/words/words.ts';
import type { Words } from '../../render/words/words.ts';
import { loadSite, TOPOLOGY_FILE } from '../load.ts';
import type { SiteOptions } from '../load.ts';
import { whileUnchanged } from '../reading-attempts.ts';
import { checkedStrings, loadTheme } from '../theme.ts';
import { UserError } from '../user-error.ts';
import type { ServiceAccount, SiteAccount } from './account.ts';

export interface LocalOptions extends SiteOptions {
  readonly now: Instant;
  /** `now` was chosen: the site shows a recorded moment, and says so. */
  readonly recorded: boolean;
}

/**
 * What the site in a folder says at `now`. It is read as `build` reads it; nothing is written.
 * @throws UserError when topology.yml is missing or has errors.
 */
export async function localAccount({ recorded, ...options }: LocalOptions): Promise<SiteAccount> {
  const theme = await loadTheme(options.siteDir);
  return whileUnchanged(() => {
    const { reading, usable, diagnostics } = loadSite(options);
    if (reading === null || !usable)
      throw new UserError(`${TOPOLOGY_FILE} has errors`, { exitCode: 3, diagnostics });
    const site = createPlanner().plan(reading, { recorded, demonstration: false });
    const home = homeOf(site);
    if (home === undefined) throw new Error('A site has a home page.');
    const { locale, timezone, name } = reading.topology.site;
    const words = createWords({ locale, timezone, strings: checkedStrings(theme, []) });
    return accountOf(home.view(null), cleanLine(name), words);
  });
}

function accountOf(view: HomeView, name: string, words: Words): SiteAccount {
  const { status, names, recordedAt } = view.lights;
  const { takenAt, validUntilAt } = status;
  return {
    name,
    severity: status.severity,
    headline: cleanLine(words.headline(status, (id) => nameOf(names, id))),
    services: view.services.map((service) => serviceAccount(service, view, words)),
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(validUntilAt === undefined || recordedAt !== undefined ? {} : { validUntilAt }),
    text: statusText(view, words, 'plain'),
  };
}

/** An incident whose extent nobody can read leaves no service green, as on the service's own page. */
function serviceAccount(
  service: HomeView['services'][number],
  { lights }: HomeView,
  words: Words,
): ServiceAccount {
  const { takenAt, reasons } = lights.status;
  const names = (id: string) => nameOf(lights.names, id);
  const unreadable = reasons.filter(({ code }) => code === 'extent-unreadable');
  const notes = [
    ...words.reasons(unreadable, names, takenAt),
    ...serviceNotes(service, words, names, takenAt),
  ];
  return {
    id: service.id,
    name: cleanLine(service.name),
    severity: worst([service.severity, unreadable.length > 0 ? 'unknown' : 'operational']),
    reasons: notes.map(cleanLine),
  };
}
