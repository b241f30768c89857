import type { Kit } from '../kit.ts';

/** Planned work as a file for one's own calendar. The title, where a page tells several, is for those who hear links alone. */
export function CalendarLink(props: { readonly path: string; readonly title?: string; readonly kit: Kit }) {
  const { path, title, kit } = props;
  return (
    <a href={kit.url(path)} type="text/calendar" download>
      {kit.words.text('calendar.add')}
      {title === undefined ? null : <span class="unseen">: {title}</span>}
    </a>
  );
}
