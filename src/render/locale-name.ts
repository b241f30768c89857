/** `en_GB`: a locale as Open Graph writes it, with the territory it most likely means where it names none. */
export function openGraphLocale(locale: string): string {
  const { language, region } = new Intl.Locale(locale).maximize();
  return region === undefined ? language : `${language}_${region}`;
}
