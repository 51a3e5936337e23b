import type { Identity, ShopText } from '../../domain/settings/identity.ts'
import type { Market } from '../../domain/settings/market.ts'
import { type LinkedPage, textBlocks, textOf, textValues, topicsOf } from '../../domain/settings/shop-texts.ts'
import { fillWords, type MarkdownPart, renderMarkdown } from '../../kit/markdown.ts'
import { href, type Place, type StorefrontRoute } from '../../routes.ts'
import type { Visit } from '../visit.ts'

/** What one page of the shop's own words says. Blocks are drawn for each visit. */
export type OwnText = { title: string; description: string; parts: MarkdownPart[] }

const pages = {
  home: 'home',
  new: 'newIn',
  sale: 'sale',
  cart: 'cart',
  account: 'account',
  security: 'security',
  'order-lookup': 'orderLookup',
  withdrawal: 'withdrawal',
} as const satisfies Record<LinkedPage, StorefrontRoute>

type Made = Map<string, OwnText>
const made = new WeakMap<Identity, Made>()

/** A text of the shop, made once for each market and language. */
export function ownText(
  { shop, place, market }: Pick<Visit, 'shop' | 'place' | 'market'>,
  topic: string,
): OwnText | null {
  const texts = made.get(shop.identity) ?? new Map<string, OwnText>()
  made.set(shop.identity, texts)
  const key = `${place.market}/${place.locale}/${topic}`
  const kept = texts.get(key)
  if (kept) return kept
  const text = textOf(shop.identity, place, topic)
  if (!text) return null
  const fresh = render(shop.identity, market, place, text)
  texts.set(key, fresh)
  return fresh
}

function render(identity: Identity, market: Market, place: Place, text: ShopText): OwnText {
  const values = textValues(identity, market, place.locale)
  const address = (target: string): string | undefined => {
    const [kind, name = ''] = target.split(':')
    if (kind === 'info') return href(place, 'info', { topic: name })
    return Object.hasOwn(pages, name) ? href(place, pages[name as LinkedPage]) : undefined
  }
  return {
    title: fillWords(text.title, values),
    description: fillWords(text.description, values),
    parts: renderMarkdown(text.body, { values, blocks: textBlocks, address }),
  }
}

/** Topics of a place that are not among those of every shop, with their words for the menu. */
export const menuOf = ({ shop, place }: Pick<Visit, 'shop' | 'place'>): { topic: string; menu: string | null }[] =>
  topicsOf(shop.identity, place).flatMap((topic) => {
    const text = textOf(shop.identity, place, topic)
    return text ? [{ topic, menu: text.menu }] : []
  })
