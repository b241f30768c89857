import type { VNode } from 'preact';
import type { Frame } from '../../src/core/view/context.ts';
import type { MessageKey } from '../../src/render/words/messages.ts';
import type { Kit } from '../kit.ts';
import { Raw } from './raw.tsx';

const PAGES = [
  { path: '/', key: 'nav.home' },
  { path: '/infrastructure/', key: 'nav.infrastructure' },
  { path: '/history/', key: 'nav.history' },
] as const satisfies readonly { path: string; key: MessageKey }[];

/** The owner's name or logo, and the three places there are. */
export function Header({ frame }: { readonly frame: Frame }, kit: Kit): VNode {
  const { words, url, logo, slots } = kit;
  return (
    <header class="top">
      <div class="top-row">
        <a class="brand" href={url('/')}>
          {logo === undefined ? (
            frame.siteName
          ) : (
            <img src={logo.src} width={logo.width} height={logo.height} alt={frame.siteName} />
          )}
        </a>
        <nav aria-label={words.text('nav.label')}>
          <ul class="nav">
            {PAGES.map(({ path, key }) => (
              <li>
                <a href={url(path)} aria-current={path === frame.path ? 'page' : undefined}>
                  {words.text(key)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <Raw html={slots.header} />
    </header>
  );
}
