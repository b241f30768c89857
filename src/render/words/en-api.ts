/** What the files for programs say in words: of the page as a whole, and of steps that nobody wrote a text for. */
export const EN_API = {
  // The one line beside the page's state. Statuspage's own words where it has some.
  'api.page.operational': 'All Systems Operational',
  'api.page.maintenance': 'Service Under Maintenance',
  'api.page.unknown': 'State Unknown',
  'api.page.degraded': 'Partially Degraded Service',
  'api.page.partial': 'Partial System Outage',
  'api.page.down': 'Major System Outage',

  'api.step.investigating': 'We are looking into it.',
  'api.step.identified': 'The cause has been found.',
  'api.step.monitoring': 'A fix is in place, and we are watching how it goes.',
  'api.step.resolved': 'This incident is resolved.',
  'api.step.postmortem': 'We have looked back at this incident.',
  'api.step.scheduled': 'This work is planned.',
  'api.step.in_progress': 'This work has begun.',
  'api.step.verifying': 'This work is done, and we are checking that all is well.',
  'api.step.completed': 'This work is completed.',
} as const;
