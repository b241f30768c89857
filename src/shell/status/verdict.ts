import type { Severity } from '../../core/model/severity.ts';
import { suggestion } from '../../core/parse/suggest.ts';
import { MESSAGES } from '../../render/words/messages.ts';
import { isSilence } from './account.ts';
import type { Answer, ServiceAccount, SiteAccount } from './account.ts';

/** The words of monitoring plug-ins, and what such a plug-in ends with (monitoring-plugins.org, development guidelines). */
export const LEVELS = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;
export type Level = keyof typeof LEVELS;

/** What each state of a site or service is to a monitor. Documented in docs/status-text.md. */
export const LEVEL_OF: Readonly<Record<Severity, Level>> = {
  operational: 'OK',
  maintenance: 'OK',
  degraded: 'WARNING',
  partial: 'WARNING',
  down: 'CRITICAL',
  unknown: 'UNKNOWN',
};

/** What is made of a site's account of itself. */
export interface Verdict {
  readonly level: Level;
  /** One line. */
  readonly message: string;
  /** `unknown` where nothing is believed. */
  readonly severity: Severity;
  /** What the site says. */
  readonly account?: SiteAccount;
  /** What it says is not to be believed. */
  readonly doubt?: true;
  /** Set where one service was asked for and the site has it. */
  readonly service?: ServiceAccount;
}

/** @param id of the one service that is asked for; the whole site when absent. */
export function judge(answer: Answer, id?: string): Verdict {
  if (isSilence(answer)) {
    const { problem, account } = answer;
    return {
      level: 'UNKNOWN',
      severity: 'unknown',
      message: problem,
      ...(account === undefined ? {} : { account: doubted(account), doubt: true }),
    };
  }
  if (id === undefined) {
    const { severity, headline } = answer;
    return { level: LEVEL_OF[severity], severity, message: headline, account: answer };
  }
  const service = answer.services.find((one) => one.id === id);
  if (service === undefined) return { ...noSuchService(answer, id), account: answer };
  const { severity, name } = service;
  const message = `${name}: ${MESSAGES[`severity.${severity}`]}.`;
  return { level: LEVEL_OF[severity], severity, message, account: answer, service };
}

/** Nobody vouches for any of it. */
function doubted(account: SiteAccount): SiteAccount {
  const services = account.services.map(
    (service) => ({ ...service, severity: 'unknown', reasons: [] }) as const,
  );
  return { ...account, services };
}

function noSuchService({ name, services }: SiteAccount, id: string): Omit<Verdict, 'account'> {
  const known = services.map((service) => service.id);
  const meant = suggestion(id, known);
  const message = [`${name} has no service "${id}"`, ...(meant === undefined ? [] : [meant])].join('; ');
  return { level: 'UNKNOWN', severity: 'unknown', message };
}
