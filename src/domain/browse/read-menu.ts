import type { Locale } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import { type CategoryRow, findMoved, listCategories } from './menu-table.ts'
import { languagesOf } from './on-sale.ts'
import type { CategoryNode, Crumb, Shelf } from './shelf.ts'
import { standIn } from './shelf-price.ts'

type Needs = Pick<Shop, 'db' | 'clock' | 'markets' | 'memory'>

type Found = { node: CategoryNode; crumbs: Crumb[]; texts: CategoryRow['texts'] }
type Menu = { departments: CategoryNode[]; bySlug: Map<string, Found>; byId: Map<number, Found> }

/** Departments with their parts; only those with something for sale in the market. Kept in memory. */
export const readMenu = async (shop: Needs, shelf: Shelf): Promise<CategoryNode[]> =>
  (await menuOf(shop, shelf)).departments

/** The way from the department down to the category; empty for one that is not on the menu. */
export const crumbsTo = async (shop: Needs, shelf: Shelf, categoryId: number): Promise<Crumb[]> =>
  (await menuOf(shop, shelf)).byId.get(categoryId)?.crumbs ?? []

export type CategoryFound = {
  node: CategoryNode
  /** From the department down to the category itself. */
  crumbs: Crumb[]
  elsewhere: { locale: Locale; slug: string }[]
}

export async function findCategory(
  shop: Needs,
  shelf: Shelf,
  slug: string,
): Promise<CategoryFound | { movedTo: string } | null> {
  const menu = await menuOf(shop, shelf)
  const found = menu.bySlug.get(slug)
  if (found) {
    const elsewhere = found.texts.map(({ locale, slug }) => ({ locale, slug }))
    return found.node.slug === slug
      ? { node: found.node, crumbs: found.crumbs, elsewhere }
      : { movedTo: found.node.slug }
  }
  const moved = await findMoved(shop.db, 'category', slug)
  const target = moved && menu.byId.get(moved.targetId)
  return target ? { movedTo: target.node.slug } : null
}

function menuOf(shop: Needs, shelf: Shelf): Promise<Menu> {
  return shop.memory.get(`browse:menu:${shelf.market}:${shelf.locale}`, async () =>
    buildMenu(await listCategories(shop.db, shelf, shop.clock()), languagesOf(shop, shelf)),
  )
}

function buildMenu(rows: CategoryRow[], languages: Locale[]): Menu {
  const menu: Menu = { departments: [], bySlug: new Map(), byId: new Map() }
  const grow = (parentId: number | null, above: Crumb[]): CategoryNode[] =>
    rows
      .filter((row) => row.parentId === parentId)
      .flatMap((row) => {
        const text = languages.flatMap((locale) => row.texts.filter((t) => t.locale === locale))[0]
        if (!text) return []
        const { categoryId, code } = row
        const { slug, name, intro } = text
        const crumbs = [...above, { categoryId, name, slug }]
        const parts = grow(categoryId, crumbs)
        if (!row.hasProducts && parts.length === 0) return []
        const node = { categoryId, code, slug, name, intro, picture: standIn(row.pictureKey, name), parts }
        const found = { node, crumbs, texts: row.texts }
        menu.byId.set(categoryId, found)
        for (const t of row.texts) if (!menu.bySlug.has(t.slug)) menu.bySlug.set(t.slug, found)
        menu.bySlug.set(slug, found)
        return [node]
      })
  menu.departments = grow(null, [])
  return menu
}
