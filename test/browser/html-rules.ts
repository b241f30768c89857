import { type ConfigData, HtmlValidate } from 'html-validate';
import { pagePaths, readPage } from './built-files.ts';

/** html-validate's recommended rules; each exception says why. */
const RULES: ConfigData = {
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // A list may be named like any other region; by default only what the rule's authors would name is allowed.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // Pages come from a renderer that writes `<meta/>`, and code blocks keep the white space staff wrote.
    'void-style': 'off',
    'no-trailing-whitespace': 'off',
    // A title in staff's own words may be longer than 70 characters.
    'long-title': 'off',
  },
};

/** Everything html-validate has to say of every page of a built site, as `page:line:column rule message`. */
export async function htmlFaults(folder: string): Promise<readonly string[]> {
  const validator = new HtmlValidate(RULES);
  const faults: string[] = [];
  for (const path of pagePaths(folder)) {
    const report = await validator.validateString(readPage(folder, path), path);
    for (const { messages } of report.results) {
      faults.push(...messages.map((m) => `${path}:${m.line}:${m.column} ${m.ruleId} ${m.message}`));
    }
  }
  return faults;
}
