import type { Reason } from '../../core/model/status.ts';
import type { Instant } from '../../core/model/time.ts';
import { describeLastKnown } from './last-known.ts';
import { describeMail } from './mail.ts';
import { describeServers } from './server-reasons.ts';
import type { BaseWords, Names } from './words.ts';

/** The sentence for one reason, able to stand alone. */
export function describeReason(words: BaseWords, reason: Reason, names: Names, reference?: Instant): string {
  const { text } = words;
  const quote = (title: string) => text('phrase.quote', { title });
  const time = (at: Instant) => words.time(at, reference);
  switch (reason.code) {
    case 'servers-offline':
    case 'servers-unknown':
    case 'servers-in-maintenance':
      return describeServers(words, reason, names, reference);
    case 'no-server-in-service':
      return text('reason.no-server-in-service', { group: names(reason.group) });
    case 'too-few-servers': {
      const { group, total, required } = reason;
      return text('reason.too-few-servers', { group: names(group), total, required });
    }
    case 'nothing-watched':
      if (reason.subject === undefined) return text('reason.nothing-watched.page');
      return text('reason.nothing-watched', { subject: names(reason.subject) });
    case 'fallback-in-use':
      return text('reason.fallback-in-use', {
        to: names(reason.to),
        effect: asSentence(reason.effect),
      }).trim();
    case 'fallback-unavailable': {
      const { group, to, severity } = reason;
      return text('reason.fallback-unavailable', {
        group: names(group),
        to: names(to),
        state: text(`state.${severity}`),
      });
    }
    case 'effect':
      return text('reason.effect', { effect: asSentence(reason.effect) });
    case 'degraded-without':
      return text('reason.degraded-without', { group: names(reason.group) });
    case 'declared':
      return describeDeclared(words, reason, names, reference);
    case 'extent-unreadable':
      return text('reason.extent-unreadable', { incident: quote(reason.title) });
    case 'maintenance-window': {
      const { subject, title, endAt } = reason;
      const until = endAt === null ? '' : text('phrase.until', { time: time(endAt) });
      return text('reason.maintenance-window', { subject: names(subject), incident: quote(title), until });
    }
    case 'worse-than-announced':
      return text('reason.worse-than-announced', {
        subject: names(reason.subject),
        incident: quote(reason.title),
      });
    case 'overran': {
      const { subject, title, endAt } = reason;
      return text('reason.overran', { subject: names(subject), incident: quote(title), time: time(endAt) });
    }
    case 'no-evidence': {
      const { fault, takenAt } = reason;
      if (fault !== 'old') return text(`reason.no-evidence.${fault}`);
      return takenAt === undefined
        ? text('reason.no-evidence.old-undated')
        : text('reason.no-evidence.old', { time: time(takenAt) });
    }
    case 'last-known':
      return describeLastKnown(words, reason, names, reference);
  }
}

/** All sentences of a status. What the servers do and the fallback that answers it are told in one breath. */
export function describeReasons(
  words: BaseWords,
  reasons: readonly Reason[],
  names: Names,
  reference?: Instant,
): readonly string[] {
  const answered = (group: string) =>
    reasons.find((reason) => reason.code === 'fallback-in-use' && reason.group === group) as
      FallbackInUse | undefined;
  const told = new Set<Reason>();
  const sentences: string[] = [];
  for (const reason of reasons) {
    if (told.has(reason)) continue;
    const sentence = describeReason(words, reason, names, reference);
    const fallback = reason.code === 'servers-offline' ? answered(reason.group) : undefined;
    if (fallback === undefined) sentences.push(sentence);
    else sentences.push(joinFallback(words, sentence, fallback, names));
    if (fallback !== undefined) told.add(fallback);
  }
  return [...new Set(sentences)];
}

type Declared = Extract<Reason, { code: 'declared' }>;
type FallbackInUse = Extract<Reason, { code: 'fallback-in-use' }>;

function describeDeclared(words: BaseWords, reason: Declared, names: Names, reference?: Instant): string {
  const { subject, severity, title, since, mail } = reason;
  const sentence = words.text('reason.declared', {
    incident: words.text('phrase.quote', { title }),
    since: since === undefined ? '' : words.text('phrase.since', { time: words.time(since, reference) }),
    subject: names(subject),
    state: words.text(`state.${severity}`),
  });
  const about = mail === undefined ? '' : describeMail(words, mail);
  return about === '' ? sentence : `${sentence} ${about}`;
}

function joinFallback(words: BaseWords, cause: string, { to, effect }: FallbackInUse, names: Names): string {
  const args = { cause: cause.replace(/[.。]$/u, ''), to: names(to), effect: asSentence(effect) };
  return words.text('reason.fallback-joined', args).trim();
}

/** An owner's sentence may come without its full stop. */
function asSentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?…。]["”’')\]]*$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
