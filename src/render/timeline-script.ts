/**
 * The timeline's script: the only one the site has, and only the timeline's pages may run it. It reads its own page and
 * nothing else.
 *
 * On the index it shows the form that is hidden without it, and leads to the day and minute somebody asks for. On a day's
 * page it leads an address such as `#t1420` to the nearest minute at or before it. The class on the root is there before
 * anything is drawn, so that nothing moves when the form appears. Days come packed, see `packDays`.
 */
export const TIMELINE_SCRIPT = `(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('scripted');
  const DAY = 864e5;

  const land = () => {
    const wanted = /^#t(\\d{4})$/.exec(location.hash)?.[1];
    if (wanted === undefined || document.getElementById('t' + wanted)) return;
    let nearest = document.getElementById('dayBegins');
    for (const minute of document.querySelectorAll('[data-minute]'))
      if (minute.dataset.minute <= wanted) nearest = minute;
    if (nearest) location.replace('#' + nearest.id);
  };

  const find = (form) => {
    const has = (at) => {
      const years = Object.fromEntries(form.dataset.days.split(' ').map((year) => year.split(':')));
      const year = new Date(at).getUTCFullYear();
      const index = (at - Date.UTC(year, 0, 1)) / DAY;
      return (parseInt(years[year]?.[index >> 2] ?? 0, 16) >> (index & 3)) & 1;
    };
    const iso = (at) => new Date(at).toISOString().slice(0, 10);
    const inWords = (at) =>
      new Date(at).toLocaleDateString(root.lang, { dateStyle: 'long', timeZone: 'UTC' });
    const answer = form.querySelector('[role=status]');
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const { base, nothing, earlier } = form.dataset;
      const [day, time] = [form.elements.day.value, form.elements.time.value];
      let at = Date.parse(day);
      if (has(at)) {
        location.assign(base + day + '/' + (time && '#t' + time.replace(':', '').slice(0, 4)));
        return;
      }
      answer.textContent = nothing.replace('{day}', inWords(at)) + ' ';
      const first = Date.parse(form.dataset.first);
      at = Math.min(at, Date.parse(form.dataset.last) + DAY);
      while (at > first && !has(at - DAY)) at -= DAY;
      if (at <= first) return;
      const link = document.createElement('a');
      link.href = base + iso(at - DAY) + '/';
      link.textContent = inWords(at - DAY);
      const [before, after] = earlier.split('{day}');
      answer.append(before, link, after);
    });
  };

  addEventListener('DOMContentLoaded', () => {
    const form = document.getElementById('timelineFinder');
    if (form) find(form);
    land();
  });
  addEventListener('hashchange', land);
})();
`;
