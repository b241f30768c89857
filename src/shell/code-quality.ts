import type { Diagnostic } from '../core/model/diagnostic.ts';
import { digestOf } from './files.ts';

/** GitLab's words, from info to blocker; what fails a check is major. */
const SEVERITIES = { error: 'major', warning: 'minor', hint: 'info' } as const;

/**
 * GitLab's Code Quality report, an array with an object a problem, shown beside the line in the merge request.
 * A fingerprint is the problem's identity: two reports are compared by it, so it stays when lines above are added and when
 * time goes by, and the same words twice in a file are two problems. https://docs.gitlab.com/ci/testing/code_quality/
 */
export function codeQualityReport(diagnostics: readonly Diagnostic[]): string {
  const seen = new Map<string, number>();
  const problems = diagnostics.map(({ code, severity, file, line, message, hint }) => {
    // An age in the message is no other problem a day later.
    const identity = digestOf(code, file, message.replaceAll(/\d+/g, '#'));
    const before = seen.get(identity) ?? 0;
    seen.set(identity, before + 1);
    return {
      description: hint === undefined ? message : `${message} (${hint})`,
      check_name: code,
      fingerprint: digestOf(identity, String(before)),
      severity: SEVERITIES[severity],
      location: { path: file, lines: { begin: line } },
    };
  });
  return `${JSON.stringify(problems, null, 2)}\n`;
}
