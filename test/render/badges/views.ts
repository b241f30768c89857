import { badgeViews, boxView } from '../../../src/core/view/badge.ts';
import type { BadgeInput, BadgeView, BoxView } from '../../../src/core/view/badge.ts';
import type { Severity } from '../../../src/core/model/severity.ts';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { NOW, service } from '../../core/view/fixtures.ts';

export const WORDS = createWords({ locale: 'en-GB', timezone: 'Europe/London' });

/** A site with services of these names and states, in this order; seen at {@link NOW} unless told otherwise. */
export function inputOf(
  services: readonly (readonly [name: string, severity: Severity])[],
  changes: Partial<Omit<BadgeInput, 'status'>> & { readonly status?: Partial<BadgeInput['status']> } = {},
): BadgeInput {
  const ids = services.map((_, index) => `service-${String(index)}`);
  const { status, ...rest } = changes;
  return {
    siteName: 'Example Mail',
    names: Object.fromEntries(services.map(([name], index) => [ids[index] ?? '', name])),
    now: NOW + MINUTE_MS / 2,
    recorded: false,
    ...rest,
    status: {
      severity: 'operational',
      takenAt: NOW,
      validUntilAt: NOW + 5 * MINUTE_MS,
      believed: true,
      services: services.map(([, severity], index) => service({ id: ids[index] ?? '', severity })),
      ...status,
    },
  };
}

/** Of the first service. */
export function badgeOf(input: BadgeInput): BadgeView {
  const view = badgeViews(input)[1];
  if (view === undefined) throw new Error('there is no service');
  return view;
}

export function boxOf(
  services: readonly (readonly [name: string, severity: Severity])[],
  changes: Parameters<typeof inputOf>[1] = {},
): BoxView {
  return boxView(inputOf(services, changes));
}

/** Names that somebody may give a service, and that a picture has to bear. */
export const NAMES: readonly string[] = [
  'Incoming Mail',
  'A service whose name has forty letters ok',
  'Mailing lists, newsletters, announcements and everything else that goes to many people at once, every single day',
  'W'.repeat(60),
  'i'.repeat(60),
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  'البريد الوارد والصادر للأعضاء',
  'דואר נכנס',
  '受信メールサービスと送信メールサービス',
  'Входящая почта',
  '👩‍👩‍👧‍👦 Family mail 🇬🇧',
  'Z̴̢̨̛a̷̧l̵g̸o̶ ̸m̷a̵i̶l̶',
  'Électricité & <script>alert(1)</script>',
];

/** Texts that are meant to be something else than text. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '"><image href="https://evil.example/x.png"/>',
  "' onload='alert(1)",
  '</title></svg><svg onload=alert(1)>',
  '</style><style>@import url(https://evil.example/x.css)</style>',
  ']]>',
  '<![CDATA[x]]>',
  '<!-- x',
  '&nbsp;&#0;&amp;',
  '\u0000\u0007\u001b[31mred\ufffe\uffff',
  '\ud83d alone',
  'all \u202eenif si\u202c \u2066x\u2069',
  'two\nlines\r\nand\ta tab',
  '{state} {count}',
  '   ',
];
