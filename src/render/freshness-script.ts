import { SEVERITIES } from '../core/model/severity.ts';
import { VERDICTS } from '../core/model/snapshot.ts';

/** Every state that says more than that nothing is known, as it stands in the classes of what has a light. */
const KNOWN_STATES = [...SEVERITIES, ...VERDICTS].filter((state) => state !== 'unknown').join('|');

/**
 * The script that keeps a page from being wrong by age. What it promises, and why, is in docs/freshness.md; in short:
 *
 * It asks `/heartbeat.json` about each minute while somebody looks. The time is the server's (`Date`, and `Age` where a
 * cache answered), carried on by the clock that never goes back; the larger of two elapsed times counts, because one of
 * them stops while a device sleeps and the other may be set. An answer whose time does not go on is none.
 *
 * Some caches put their own time into `Date` and tell `Age` as well: where the copy would be older than the publish it
 * tells of, only the sum can be the time; where it need not be, `Date` alone is taken.
 *
 * On news the page itself is asked for again, and what differs is changed in place. `page` is the page as it was
 * published; what stands in the document is made from it, with the lights put out when it is stale. The words for that
 * are in the page's own `<template>`: each child replaces the content of what its `data-for` selects.
 */
export const FRESHNESS_SCRIPT = `(() => {
  'use strict';
  const script = document.currentScript;
  const main = document.getElementById('mainContent');
  const news = document.getElementById('freshNews');
  if (!script || !main || !news || !main.replaceChildren || !self.AbortSignal || !AbortSignal.timeout) return;
  const heartbeat = new URL('../heartbeat.json', script.src);
  const clocks = () => [performance.now(), Date.now()];
  const since = ([steady, wall]) => Math.max(performance.now() - steady, Date.now() - wall);
  const opened = clocks();
  let page = main.cloneNode(true);
  let shown = page;
  let said = page.dataset.says;
  let modified = Date.parse(document.lastModified);
  let asked = opened;
  let wait = 0;
  let stale = false;
  let tried, known, id, changed;

  const keyOf = (node) => {
    const named = node.id || (node.getAttribute && node.getAttribute('aria-labelledby'));
    const link = !named && /^(LI|ARTICLE)$/.test(node.nodeName) && node.querySelector('[href]');
    return node.nodeName + (named || (link && link.getAttribute('href')) || '');
  };

  const morph = (have, want) => {
    if (have.isEqualNode(want)) return;
    if (have.nodeType !== 1) {
      have.data = want.data;
      return;
    }
    if (have.getAttribute('role') === 'status') return;
    for (const { name } of [...have.attributes])
      if (name !== 'open' && !want.hasAttribute(name)) have.removeAttribute(name);
    for (const { name, value } of want.attributes)
      if (have.getAttribute(name) !== value) have.setAttribute(name, value);
    const nodes = [...want.childNodes];
    const keys = nodes.map(keyOf);
    let at = have.firstChild;
    nodes.forEach((node, index) => {
      while (at && !keys.includes(keyOf(at), index)) [at] = [at.nextSibling, at.remove()];
      let same = at;
      while (same && keyOf(same) !== keys[index]) same = same.nextSibling;
      if (!same) have.insertBefore(node.cloneNode(true), at);
      else {
        if (same === at) at = at.nextSibling;
        else have.insertBefore(same, at);
        morph(same, node);
      }
    });
    while (at) [at] = [at.nextSibling, at.remove()];
  };

  const wordsOf = (content) => content.querySelector('template');

  const putOut = (content) => {
    content.classList.add('stale');
    for (const light of content.querySelectorAll('[data-light]'))
      light.setAttribute('class', (light.getAttribute('class') || '').replace(/-(${KNOWN_STATES})\\b/g, '-unknown'));
    for (const words of wordsOf(content).content.children)
      for (const place of content.querySelectorAll(words.dataset.for))
        place.replaceChildren(...words.cloneNode(true).childNodes);
  };

  const isStale = () => {
    const { taken, until } = page.dataset;
    const [from, to] = [Date.parse(taken), Date.parse(until)];
    if (!wordsOf(page)) return false;
    if (!known) return tried && (Date.now() > to || since(opened) > to - from);
    const now = known.at + since(known.clocks);
    return now > to || now > known.ends;
  };

  const judge = () => {
    const now = isStale();
    if (now === stale && page === shown) return;
    const { says, again } = page.dataset;
    const next = page.cloneNode(true);
    if (now) putOut(next);
    morph(main, next);
    const saying = now ? wordsOf(page).content.querySelector('strong').textContent : says;
    if (saying !== said) news.textContent = stale && !now && again ? again + ' ' + saying : saying;
    if (!says) news.textContent = page.dataset.news;
    [said, stale, shown] = [saying, now, page];
  };

  const get = (url, cache) => fetch(url, { cache, signal: AbortSignal.timeout(1e4) });
  const files = ({ head }) =>
    [...head.querySelectorAll('script,[rel=stylesheet]')].map(({ src, href }) => src || href).join();
  const style = document.head.querySelector('style');

  const renew = async () => {
    const answer = await get(location.href, 'no-cache');
    const text = await answer.text();
    const next = new DOMParser().parseFromString(text.replace(/<style[^]*?<\\/style>/g, ''), 'text/html');
    const content = next.getElementById(main.id);
    const dated = Date.parse(answer.headers.get('last-modified'));
    if (!answer.ok || content.dataset.taken < page.dataset.taken || dated < modified) return;
    if (files(next) !== files(document) || (style && !text.includes(style.textContent + '</style>'))) {
      if (since(opened) > 6e4) location.reload();
    } else if (!content.isEqualNode(page)) {
      [page, modified, document.title] = [content, dated || modified, next.title];
    }
  };

  const ask = async () => {
    asked = clocks();
    wait = 45e3 + Math.random() * 1e4;
    try {
      const answer = await get(heartbeat, 'no-store');
      const told = await answer.json();
      const published = Date.parse(told.published_at);
      const date = Date.parse(answer.headers.get('date'));
      const age = 1e3 * answer.headers.get('age');
      const at = date - published < age ? date + age : date;
      const ends = published + 1e3 * told.fresh_for;
      if (answer.ok && ends && at > (known ? known.at : 0)) {
        known = { at, ends, clocks: clocks() };
        if (id && id !== told.id) changed = asked;
        id = told.id;
        const other = page.dataset.says && page.dataset.taken != told.taken_at;
        if (other || (changed && since(changed) < 15e4)) await renew();
      }
    } catch (error) {}
    tried = true;
    judge();
  };

  const wake = () => {
    if (document.hidden) return;
    judge();
    ask();
  };
  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  addEventListener('pageshow', (event) => event.persisted && wake());
  setTimeout(wake, Math.random() * 2e3);
  setInterval(() => {
    if (document.hidden) return;
    if (since(asked) < wait) judge();
    else ask();
  }, 5e3);
})();
`.replaceAll(/^ +/gm, '');
