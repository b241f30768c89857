import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PagePlan } from '../core/page-plan.ts';
import type { CompiledSite } from '../core/planner.ts';
import { diagnostic } from '../core/model/diagnostic.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import type { PageName } from '../core/view/pages.ts';
import { diagramInput } from '../render/diagram/input.ts';
import type { DiagramInput, DiagramLayout } from '../render/diagram/model.ts';
import type { Assets } from '../render/extra-files.ts';
import { planFiles } from '../render/file-plans.ts';
import type { FilePlan } from '../render/file-plans.ts';
import { FRESHNESS_SCRIPT } from '../render/freshness-script.ts';
import { createMarkdown } from '../render/markdown.ts';
import { TIMELINE_SCRIPT } from '../render/timeline-script.ts';
import { createWords } from '../render/words/words.ts';
import { renderPage } from '../../templates/index.ts';
import { createKit } from '../../templates/kit.ts';
import type { Kit, Overrides } from '../../templates/kit.ts';
import { STYLE_FILES, stylesheet, WIDGET_STYLE_FILES } from '../../templates/stylesheet.ts';
import { digestOf } from './files.ts';
import { publishedLogo } from './logo.ts';
import { PROGRAM_ROOT } from './program.ts';
import { checkedStrings, checkedComponents, THEME_FOLDER } from './theme.ts';
import type { Theme } from './theme.ts';

/** Turns page plans into documents, with the site's words and theme. */
export interface Printer extends Assets {
  readonly diagramInput: DiagramInput;
  /** What of the site is published beside its pages. */
  planFiles(site: CompiledSite): readonly FilePlan[];
  print(plan: PagePlan, layout: DiagramLayout | null): string;
  /** What of the theme could not be used; grows while pages are printed. */
  readonly diagnostics: readonly Diagnostic[];
}

export function createPrinter({ reading, recorded }: CompiledSite, theme: Theme): Printer {
  const { site } = reading.topology;
  const diagnostics: Diagnostic[] = [];
  const strings = checkedStrings(theme, diagnostics);
  const words = createWords({ locale: site.locale, timezone: site.timezone, strings });
  const css = stylesheet(ourStyles(STYLE_FILES), theme.css);
  const widgetCss = stylesheet(ourStyles(WIDGET_STYLE_FILES), theme.css);
  const cssOutput = `assets/site.${digestOf(css).slice(0, 12)}.css`;
  const scriptOutput = `assets/timeline.${digestOf(TIMELINE_SCRIPT).slice(0, 12)}.js`;
  const freshOutput = recorded ? undefined : `assets/fresh.${digestOf(FRESHNESS_SCRIPT).slice(0, 12)}.js`;
  const logo = theme.logo === null ? null : publishedLogo(theme.logo);
  if (theme.logo !== null && logo === null) diagnostics.push(unusableLogo(theme.logo.name));
  const kitWith = (overrides: Overrides): Kit =>
    createKit({
      words,
      markdown: createMarkdown({ siteUrl: site.url }),
      siteUrl: site.url,
      css,
      widgetCss,
      cssHref: `/${cssOutput}`,
      timelineScript: `/${scriptOutput}`,
      ...(freshOutput === undefined ? {} : { freshScript: `/${freshOutput}` }),
      slots: theme.slots,
      ...(logo === null ? {} : { logo }),
      overrides,
    });
  const kit = kitWith(checkedComponents(theme, diagnostics));
  const builtIn = kitWith({});

  return {
    css,
    widgetCss,
    cssOutput,
    scriptOutput,
    ...(freshOutput === undefined ? {} : { freshOutput }),
    ...(logo?.file === undefined ? {} : { logo: logo.file }),
    diagramInput: diagramInput(reading.topology, words),
    diagnostics,
    planFiles: (planned) => planFiles({ site: planned, words, markdown: kit.markdown }),
    print(plan, layout) {
      try {
        return printPlan(plan, layout, kit);
      } catch (error) {
        if (Object.keys(theme.components).length === 0) throw error;
        // An owner's component must not keep members from reading the status: our own serves instead.
        if (diagnostics.every(({ code }) => code !== 'template-failed'))
          diagnostics.push(failedTemplate(plan, error));
        return printPlan(plan, layout, builtIn);
      }
    },
  };
}

function printPlan(plan: PagePlan, layout: DiagramLayout | null, kit: Kit): string {
  return renderPage<PageName>(plan.name, plan.view(layout), kit);
}

function ourStyles(names: readonly string[]): readonly string[] {
  return names.map((name) => readFileSync(path.join(PROGRAM_ROOT, 'templates', 'style', name), 'utf8'));
}

function unusableLogo(name: string): Diagnostic {
  const file = `${THEME_FOLDER}/${name}`;
  const hint = name.endsWith('.svg')
    ? 'Give the <svg> a viewBox, or a width and a height in pixels.'
    : 'Is it really a PNG picture?';
  return diagnostic('bad-logo', { file }, `the size of ${file} cannot be read, so it is left out`, hint);
}

function failedTemplate(plan: PagePlan, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `a component of the theme failed on ${plan.path}: ${reason}`;
  return diagnostic(
    'template-failed',
    { file: `${THEME_FOLDER}/components` },
    message,
    'The page was built with the built-in components.',
  );
}
