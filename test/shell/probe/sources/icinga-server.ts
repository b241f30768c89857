import { readFileSync } from 'node:fs';
import { NOW } from '../world.ts';
import { engineServer } from './engine-server.ts';
import type { Answer } from './engine-server.ts';

/* An Icinga that says what the real one said when it was recorded, or what a test makes it say. */

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/engines/icinga2/${name}`, import.meta.url), 'utf8');

/** The moment after the fixtures were recorded. */
export const RECORDED_AT = Date.UTC(2026, 10, 26, 2, 42, 20);

export const HOST_QUERY =
  '/v1/objects/hosts?attrs=check_interval&attrs=downtime_depth&attrs=flapping&attrs=last_check' +
  '&attrs=last_hard_state&attrs=last_hard_state_change&attrs=last_reachable&attrs=last_state_change' +
  '&attrs=last_state_down&attrs=state&attrs=state_type';
export const SERVICE_QUERY = HOST_QUERY.replace('/hosts', '/services').replace(
  'last_state_down',
  'last_state_critical',
);

export interface Answers {
  readonly hosts?: Answer;
  readonly services?: Answer;
}

/** Without a time, as Icinga answers. */
export const says = (body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { date: '', ...headers },
  body,
});

export const recordedReply = (name: string): Answer => {
  const [head = '', body = ''] = fixture(name).split('\r\n\r\n');
  const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? '';
  return says(body, Number(head.split(' ')[1]), { 'content-type': type.trim() });
};

export const listOf = (...results: readonly unknown[]) => says(JSON.stringify({ results }));

export const hostOf = (name: string, attrs: object = {}) => ({
  name,
  type: 'Host',
  joins: {},
  meta: {},
  attrs: { last_check: NOW / 1000 - 5, last_hard_state: 0, ...attrs },
});

/** It answers these two questions, and is no Icinga to whoever asks anything else. */
export const icinga = ({ hosts, services }: Answers, isSecure = false) =>
  engineServer(({ url }) => {
    const answer = url === HOST_QUERY ? hosts : url === SERVICE_QUERY ? services : undefined;
    return answer ?? says('asked too much', 500);
  }, isSecure);

export const PASSWORD = 'open-sesame-9';

export const RECORDED: Answers = {
  hosts: says(fixture('hosts.json')),
  services: says(fixture('services.json')),
};

/** The beginning of what it said of its hosts. */
export const HALF_OF_THEM: Answer = says(fixture('hosts.json').slice(0, 1_000));
