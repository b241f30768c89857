/**
 * A signal of two lamps. It says nothing of the present state on purpose: browsers keep icons for days,
 * and a green one would go on claiming what nobody knows any more.
 */
export const FAVICON = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
  '<style>path{fill:#24302f}circle{fill:#f7f4ec}@media(prefers-color-scheme:dark){path{fill:#e9e4d8}circle{fill:#1b2423}}</style>',
  '<path d="M11 2h10a5 5 0 0 1 5 5v12a5 5 0 0 1-5 5h-3v3h5v3H9v-3h5v-3h-3a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5z"/>',
  '<circle cx="16" cy="8.5" r="3.5"/><circle cx="16" cy="17.5" r="3.5"/>',
  '</svg>',
  '',
].join('\n');
