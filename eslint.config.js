import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Folders from the ground up. A file may import from its own floor and from those below, never from above. */
const FLOORS = {
  // First, because of several rows that fit a file the last one counts.
  'src/core': ['render', 'shell', 'demo', 'scripts', 'templates'],
  'src/core/model': [
    'parse',
    'evaluate',
    'check',
    'view',
    'compile',
    'render',
    'shell',
    'demo',
    'scripts',
    'templates',
  ],
  'src/core/parse': [
    'evaluate',
    'check',
    'view',
    'compile',
    'render',
    'shell',
    'demo',
    'scripts',
    'templates',
  ],
  'src/core/observe': [
    'evaluate',
    'check',
    'compose',
    'view',
    'compile',
    'render',
    'shell',
    'demo',
    'scripts',
    'templates',
  ],
  'src/core/evaluate': ['check', 'view', 'compile', 'render', 'shell', 'demo', 'scripts', 'templates'],
  'src/core/check': ['view', 'compile', 'render', 'shell', 'demo', 'scripts', 'templates'],
  'src/core/view': ['compile', 'render', 'shell', 'demo', 'scripts', 'templates'],
  'src/render': ['shell', 'demo', 'scripts'],
  templates: ['shell', 'demo', 'scripts', 'parse', 'evaluate', 'check', 'compile'],
  'src/shell': ['demo', 'scripts'],
  'src/demo': ['scripts'],
};

const floorRules = Object.entries(FLOORS).map(([folder, above]) => ({
  files: [`${folder}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `(^|/)(${above.join('|')})(/|\\.ts|\\.tsx|$)`,
            message: `${folder} may not import from a floor above it (see docs/architecture.md).`,
          },
          ...(folder.startsWith('src/core')
            ? [{ regex: '^(node:|fs$|path$|http|net$|os$|child_process)', message: 'The core does no I/O.' }]
            : []),
          ...(folder === 'src/core/view' || folder === 'src/render' || folder === 'templates'
            ? [
                {
                  group: ['**/model/probing.ts', '**/model/vote.ts'],
                  message: 'Probe targets are private: nothing on the way to a page may see them.',
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

const NO_WORLD = [
  ['Date', 'The core has no clock: take `now` as an argument, and use Temporal for calendars.'],
  ['process', 'The core has no process.'],
  ['fetch', 'The core has no network.'],
  ['setTimeout', 'The core has no clock.'],
  ['performance', 'The core has no clock.'],
  ['Intl', 'Printing for a locale is the business of src/render/words.'],
].map(([name, message]) => ({ name, message }));

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '_site/',
      'node_modules/',
      'state/',
      'test/fixtures/',
      'test/golden/example/',
      '.cache/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-control-regex': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  ...floorRules,
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...NO_WORLD],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='Temporal'][property.name='Now']",
          message: 'The core has no clock.',
        },
        {
          selector: 'CallExpression[callee.property.name=/^toLocale/]',
          message: 'Printing for a locale is the business of src/render/words.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Same inputs, same bytes.',
        },
      ],
    },
  },
  {
    // Reading the zone abbreviations people type needs the table of names that Intl carries; nothing is printed with it.
    files: ['src/core/parse/zone.ts'],
    rules: { 'no-restricted-globals': ['error', ...NO_WORLD.filter((rule) => rule.name !== 'Intl')] },
  },
  {
    files: ['test/**/*.{ts,tsx}', 'bench/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
