import { type Markdown, plainMarkdown } from '../../kit/markdown.ts'
import type { Identity, ShopText } from './identity.ts'
import type { Locale, Market } from './market.ts'

/** Texts that every shop has in each language of its markets; others may stand beside them. */
export const requiredTopics = [
  'about',
  'contact',
  'shipping',
  'returns',
  'privacy',
  'terms',
  'imprint',
  'withdrawal',
  'accessibility',
] as const

/** Pages that `page:NAME` leads to. */
export const linkedPages = ['home', 'new', 'sale', 'cart', 'account', 'security', 'order-lookup', 'withdrawal'] as const
export type LinkedPage = (typeof linkedPages)[number]

/** What may stand alone in a paragraph: the table of what delivery costs, and the button of the law. */
export const textBlocks = ['shipping-rates', 'withdrawal-button'] as const

type Place = { market: string; locale: Locale }

/** The text of a topic in a market: its own, or that of all markets. */
export const textOf = ({ texts }: Pick<Identity, 'texts'>, { market, locale }: Place, topic: string): ShopText | null =>
  texts.get(`${locale}/${topic}.${market}`) ?? texts.get(`${locale}/${topic}`) ?? null

/** Topics of a market and language: those that every shop has, then the others. */
export function topicsOf({ texts }: Pick<Identity, 'texts'>, { market, locale }: Place): string[] {
  const others = [...texts.keys()].flatMap((name) => {
    const [, language, topic = '', only] = /^(\w+)\/([a-z-]+)(?:\.(\w+))?$/.exec(name) ?? []
    const isHere = language === locale && (only === undefined || only === market)
    return isHere && !requiredTopics.some((known) => known === topic) ? [topic] : []
  })
  return [...requiredTopics, ...new Set(others)]
}

/** The words that `{name}` stands for in a market and language. */
export function textValues(
  identity: Pick<Identity, 'name' | 'company' | 'returnDays'>,
  market: Market | null,
  locale: Locale,
): Record<string, string> {
  const { company } = identity
  const own = company.markets[market?.code ?? ''] ?? {}
  const countries = new Intl.DisplayNames(locale, { type: 'region' })
  const nameOf = (code: string) => countries.of(code) ?? code
  const address = [company.street, `${company.postcode} ${company.city}`, nameOf(company.country)]
  const given: Record<string, string | undefined> = {
    shop: identity.name,
    company: company.name,
    address: [company.name, ...address].join('\n'),
    'address-line': address.join(', '),
    'local-address': own.address ?? [company.name, ...address].join('\n'),
    email: company.email,
    phone: own.phone ?? company.phone,
    'privacy-email': company.privacyEmail ?? company.email,
    directors: company.directors,
    register: company.register,
    'vat-id': company.vatId,
    'packaging-register': company.packagingRegister,
    'return-days': String(identity.returnDays),
    'cut-off': String(market?.cutOffHour ?? ''),
    countries: new Intl.ListFormat(locale, { type: 'conjunction' }).format((market?.countries ?? []).map(nameOf)),
  }
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** A text as paragraphs without any form, for mails. */
export function plainText(identity: Identity, market: Market, place: Place, topic: string): string[] {
  const text = textOf(identity, place, topic)
  const given = { values: textValues(identity, market, place.locale), blocks: textBlocks, address: () => undefined }
  return text ? plainMarkdown(text.body, given) : []
}

/** Enough to check a text before any market is known. */
export const checkingMarkdown = (identity: Pick<Identity, 'name' | 'company' | 'returnDays' | 'texts'>): Markdown => ({
  values: textValues(identity, null, 'en'),
  blocks: textBlocks,
  address: (target) => {
    const [kind, name = ''] = target.split(':')
    const topics = [...identity.texts.keys()].map((key) => key.replace(/^\w+\/|\.\w+$/g, ''))
    const isThere = kind === 'info' ? topics.includes(name) : linkedPages.some((page) => page === name)
    return isThere ? target : undefined
  },
})
