import { cleanText } from '../../core/parse/clean-text.ts';
import { firstWords } from '../../core/parse/value-words.ts';

/** Of what git says, this much is quoted. */
const MAX_QUOTED_LENGTH = 240;
/** Of the files that are in the way, so many are named. */
const MAX_NAMED_FILES = 3;

interface Failure {
  /** How git says it, in English; looked for line by line. */
  readonly sign: RegExp;
  /** What happened and what to do about it, given what the sign found and everything git said. */
  readonly words: string | ((found: RegExpExecArray, said: string) => string);
}

/** The first that fits counts: what git says of a cause often comes with what it always says of a consequence. */
const FAILURES: readonly Failure[] = [
  {
    sign: /cannot change to '/,
    words: 'the site’s folder cannot be entered; look whether it is still there',
  },
  {
    sign: /not a git repository/,
    words: 'the site is in no git repository; clone it there, or leave out --pull',
  },
  {
    sign: /dubious ownership/,
    words:
      'the repository belongs to somebody else; run the publisher as its owner, or allow it with "git config --global --add safe.directory FOLDER"',
  },
  {
    sign: /not currently on a branch/,
    words: 'the repository is on no branch, so there is nothing to follow; "git switch main" puts it on one',
  },
  {
    sign: /no tracking information|No remote repository specified/,
    words: (_, said) =>
      // Git names the remote here where there is just one.
      said.includes('<remote>/<branch>') || said.includes('No remote repository')
        ? 'the repository has no remote to pull from; "git remote add origin ADDRESS" and "git branch --set-upstream-to=origin/main" give it one'
        : 'the branch follows none of the remote; "git branch --set-upstream-to=origin/main" tells it which',
  },
  {
    sign: /no such ref was fetched|find remote ref/,
    words:
      'the branch it follows is gone from the remote; "git branch --set-upstream-to=origin/main" names another',
  },
  {
    sign: /Unable to create '(.+\.lock)': File exists/,
    words: ([, file = 'a lock']) =>
      `another git is at work in the repository, or one that was killed left ${file} behind; if no git is running, delete that file`,
  },
  {
    sign: /untracked working tree files would be (?:overwritten|removed)/,
    words: (_, said) => `files that git does not know are in the way${filesIn(said)}; move them away`,
  },
  {
    sign: /would be overwritten/,
    words: (_, said) =>
      `local changes are in the way${filesIn(said)}; commit and push them, or undo them with "git restore"`,
  },
  {
    sign: /not concluded your merge|unmerged files|unresolved conflict/,
    words: 'somebody began a merge in the repository and did not finish it; "git merge --abort" ends it',
  },
  {
    sign: /Not possible to fast-forward|Diverging branches|divergent branches/,
    words:
      'the repository and its remote have diverged: push what is only here, or throw it away with "git reset --hard @{upstream}"',
  },
  {
    sign: /Host key verification failed/,
    words:
      'the remote’s host key is not known; connect once with ssh as the publisher’s user and compare the key',
  },
  {
    sign: /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|Permission denied \(|returned error: 40[13]|Access denied/,
    words:
      'the remote does not let us in; give the publisher’s user a key or a token that may read, for nobody is there to type a password',
  },
  {
    sign: /certificate/i,
    words: 'the remote’s certificate does not hold, so git does not trust it',
  },
  {
    sign: /No space left|Disk quota exceeded/,
    words: 'the disk of the repository is full',
  },
  {
    sign: /Read-only file system|Permission denied|insufficient permission/,
    words: 'the publisher may not write into the repository; make it writable for the publisher’s user',
  },
  {
    sign: /does not appear to be a git repository|[Rr]epository .*not found|returned error: 404/,
    words: 'there is no repository at the remote’s address, or none that we may see; look at "git remote -v"',
  },
  {
    sign: /(?:resolve host|connect to|Connection|Network|No route|unable to access|returned error: 5\d\d|Operation timed out|remote end hung up|read from remote)/i,
    words: 'the remote does not answer; look whether it and the network work',
  },
];

/** One line for those who run the publisher: what happened, what to do, and what git said of it. */
export function pullFailure(output: string): string {
  const said = withoutUserinfo(output);
  // What the other side sends is its own words, and no sign of anything.
  const lines = said.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !line.startsWith('remote:'));
  for (const { sign, words } of FAILURES) {
    for (const line of lines) {
      const found = sign.exec(line);
      if (found === null) continue;
      return oneLine(typeof words === 'string' ? words : words(found, said), line);
    }
  }
  const last = lines.findLast((line) => /^(?:fatal|error):/.test(line)) ?? lines.at(-1);
  return oneLine('git pull failed; run it by hand in the site’s folder to see more', last ?? '');
}

/** What stands before the @ of a URL is often a token, and git repeats it. */
export function withoutUserinfo(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/gi, '$1');
}

function oneLine(words: string, line: string): string {
  const quoted = cleanText(line.replace(/^(?:fatal|error): /, ''), MAX_QUOTED_LENGTH);
  return quoted === '' ? words : `${words} (git: ${quoted})`;
}

/** Git lists them below, each behind a tab. */
function filesIn(said: string): string {
  const files = [...said.matchAll(/^\t(.+)$/gm)].map(([, file = '']) => cleanText(file, MAX_QUOTED_LENGTH));
  if (files.length === 0) return '';
  return `: ${firstWords(files, MAX_NAMED_FILES)}`;
}
