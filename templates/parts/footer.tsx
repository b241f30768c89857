import type { VNode } from 'preact';
import type { Frame } from '../../src/core/view/context.ts';
import { SUBSCRIBE_PATH } from '../../src/core/view/subscribe.ts';
import type { Kit } from '../kit.ts';
import { Raw } from './raw.tsx';
import { sentence } from './text.tsx';

export function Footer({ frame }: { readonly frame: Frame }, kit: Kit): VNode {
  const { words, slots, url } = kit;
  const { contact } = frame;
  return (
    <footer class="foot">
      {contact === undefined ? null : (
        <p>
          {sentence(kit, 'footer.contact', {
            contact: contact.href === undefined ? contact.text : <a href={contact.href}>{contact.text}</a>,
          })}
        </p>
      )}
      <p>
        <a href={url(SUBSCRIBE_PATH)}>{words.text('subscribe.link')}</a>
      </p>
      <p>{words.text('footer.zone', { zone: words.timezone })}</p>
      <Raw html={slots.footer} />
    </footer>
  );
}
