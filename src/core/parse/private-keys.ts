/** Keys of `topology.yml` whose values are private: targets, commands and secrets. `${ENV}` works below them and nowhere else. */
export const PRIVATE_KEYS = ['probe', 'boot', 'canaries', 'sources'] as const;
