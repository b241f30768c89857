/**
 * Rounds of the compiled source, the first with its questions for the past. Run as a program:
 * `prometheus-rounds.js SOURCES PORT COUNT NOW_MS ROUNDS`, where SOURCES is the folder of the compiled sources; prints what
 * each round took in the form of the build's timings.
 */
interface Findings {
  readonly votes: readonly unknown[];
  readonly memory: unknown;
}
interface Asked {
  readonly failure: string | null;
  readonly findings: Findings;
}

const [folder = '', port = '', count = '', now = '', rounds = ''] = process.argv.slice(2);
const { readSources } = (await import(`${folder}/read-sources.js`)) as {
  readSources(written: readonly object[], site: object): { readonly sources: readonly object[] };
};
const { askSources } = (await import(`${folder}/ask-sources.js`)) as {
  askSources(sources: readonly object[], options: object): Promise<readonly Asked[]>;
};

const servers = Array.from({ length: Number(count) }, (_, index) => `s${index}`);
const options = { url: `http://127.0.0.1:${port}` };
const site = { file: 'topology.yml', folder: '/srv/site', servers, everyMs: 60_000, freshForMs: 600_000 };
const { sources } = readSources([{ type: 'prometheus', options, place: { line: 1, column: 1 } }], site);
let memory = new Map<string, unknown>();
for (let round = 1; round <= Number(rounds); round += 1) {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const [asked] = await askSources(sources, {
    servers,
    memory,
    deadlineMs: 48_000,
    world: {
      resolve: (address: string) => Promise.resolve({ address, family: 4 }),
      now: () => Number(now),
      certificateDays: 14,
    },
    signal: new AbortController().signal,
  });
  const { user, system } = process.cpuUsage(cpu);
  const times = { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
  const votes = asked?.findings.votes.length;
  if (asked?.failure !== null || votes !== 3 * servers.length)
    throw new Error(`${votes} votes: ${asked?.failure}`);
  memory = new Map([['prometheus', asked.findings.memory]]);
  console.error(JSON.stringify({ step: `round ${round}`, ...times }));
}
