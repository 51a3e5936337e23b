import type { Shop } from '../domain/shop.ts'
import { redirect } from './respond.ts'

/** '/' leads to the market and language that the browser's languages fit best; never kept. */
export async function front(shop: Pick<Shop, 'markets'>, request: Request): Promise<Response> {
  return redirect(placeFor(shop, request.headers.get('accept-language') ?? ''), 302)
}

/** 'de-DE,de;q=0.9,en;q=0.8' → '/de/de'. Unknown languages lead to the first market in its first language. */
export function placeFor({ markets }: Pick<Shop, 'markets'>, acceptLanguage: string): string {
  const wishes = acceptLanguage
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().toLowerCase().split(';')
      const q = rest.map((r) => /^\s*q=([\d.]+)$/.exec(r)?.[1]).find((value) => value !== undefined)
      const [language = '', ...subtags] = tag.split('-')
      return {
        language,
        country: subtags.find((s) => s.length === 2)?.toUpperCase(),
        q: q === undefined ? 1 : Number(q),
      }
    })
    .filter((wish) => wish.language !== '' && wish.q > 0)
    .sort((a, b) => b.q - a.q)
  for (const { language, country } of wishes) {
    const speaking = markets.filter((market) => market.locales.some((locale) => locale === language))
    const market =
      speaking.find((m) => country && m.countries.includes(country)) ??
      speaking.find((m) => m.locales[0] === language) ??
      speaking[0]
    if (market) return `/${market.code}/${language}`
  }
  const [first] = markets
  return `/${first?.code}/${first?.locales[0]}`
}
