import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FINE, published, SITE } from '../support/deploy-run.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

/* A stand-in for the AWS command line, which shows order, types and ages, and nothing of S3. */

describe('deploy-s3.sh', () => {
  /** In place of the AWS command line: notes what it is asked for, uploads of folders with the files in them. */
  const STAND_IN = `#!/bin/sh
case "$2 $3" in
  'list-objects-v2 --bucket') printf '%s\n' site/index.html site/gone/index.html ;;
  'cp --recursive') echo "$6; $8: $(cd "$9" && find . -type f | sort | tr '\n' ' ')" >>"$AWS_LOG" ;;
  *) echo "$*" >>"$AWS_LOG" ;;
esac
[ "$2" != "$AWS_FAILS" ]
`;

  function bucket(fails = 'nothing') {
    const folder = temporaryFolder();
    writeFiles(folder, { 'bin/aws': STAND_IN, log: '' });
    chmodSync(path.join(folder, 'bin/aws'), 0o755);
    const log = path.join(folder, 'log');
    const site = published('deploy-s3.sh', {
      PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`,
      AWS_LOG: log,
      AWS_FAILS: fails,
    });
    const asked = () => readFileSync(log, 'utf8').trimEnd().replaceAll(site.out, 'OUT').split('\n');
    return { ...site, asked };
  }

  const PAGE = 'public, max-age=30, stale-while-revalidate=30, stale-if-error=86400';
  const HEARTBEAT =
    's3 cp --only-show-errors --content-type application/json; charset=utf-8 --cache-control no-store OUT/heartbeat.json s3://status/heartbeat.json';

  test('uploads in the order of links, each kind with its type and age, the heartbeat last', () => {
    const { deploy, write, asked } = bucket();
    write({
      'history.atom': 'feed',
      'feed.json': '{}',
      'api/v2/summary.json': '{}',
      'badge/status.svg': '<svg/>',
      'history/index.html': 'archive',
      'video.mp4': 'unheard of',
      _headers: 'for others',
    });
    const changed = [
      ...Object.keys(SITE),
      ...['history.atom', 'feed.json', 'api/v2/summary.json', 'badge/status.svg', 'history/index.html'],
      ...['video.mp4', '_headers'],
    ];
    expect(deploy(['s3://status/'], { changed, deleted: ['old/index.html', 'old/index.html.gz'] })).toEqual(
      FINE,
    );
    expect(asked().map((line) => line.trimEnd())).toEqual([
      'text/css; charset=utf-8; public, max-age=31536000, immutable: ./assets/site.0123456789ab.css',
      'image/svg+xml; charset=utf-8; public, max-age=60: ./badge/status.svg',
      `text/html; charset=utf-8; ${PAGE}: ./incidents/2010-09-01-slow/index.html`,
      `text/html; charset=utf-8; ${PAGE}: ./history/index.html`,
      `application/atom+xml; charset=utf-8; ${PAGE}: ./history.atom`,
      `application/feed+json; charset=utf-8; ${PAGE}: ./feed.json`,
      `application/json; charset=utf-8; ${PAGE}: ./api/v2/summary.json`,
      `text/html; charset=utf-8; ${PAGE}: ./infrastructure/index.html`,
      `text/html; charset=utf-8; ${PAGE}: ./index.html`,
      `s3 cp --only-show-errors --cache-control ${PAGE} OUT/video.mp4 s3://status/video.mp4`,
      's3 rm --only-show-errors s3://status/old/index.html',
      HEARTBEAT,
    ]);
  });

  test('a full run deletes below its prefix what the site does not have', () => {
    const { deploy, asked } = bucket();
    expect(deploy(['s3://status/site'], { full: true })).toEqual(FINE);
    const removed = asked().filter((line) => line.startsWith('s3 rm'));
    expect(removed).toEqual(['s3 rm --only-show-errors s3://status/site/gone/index.html']);
  });

  test('an upload that fails ends it, before the heartbeat says that all is there', () => {
    const { deploy, asked } = bucket('cp');
    expect(deploy(['s3://status'], { changed: ['index.html', 'heartbeat.json'] }).status).not.toBe(0);
    expect(asked()).toHaveLength(1);
    expect(asked()).not.toContain(HEARTBEAT);
  });
});
