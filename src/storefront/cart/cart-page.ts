import { addLine } from '../../domain/carts/add-line.ts'
import { enterCode } from '../../domain/carts/enter-code.ts'
import { removeCode } from '../../domain/carts/remove-code.ts'
import { setLine } from '../../domain/carts/set-line.ts'
import { type CartView, viewCart } from '../../domain/carts/view-cart.ts'
import { readWaitingOrder, type WaitingOrder } from '../../domain/checkout/read-checkout.ts'
import { isCartId, newCartId } from '../../kit/ids.ts'
import { StoreAway } from '../../kit/unavailable.ts'
import { href } from '../../routes.ts'
import { shopPage } from '../frame.ts'
import { json, redirect, respond } from '../respond.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { cartCookie, cartCookieSeconds } from './cart-cookie.ts'
import { type CartPageShown, cartView, drawerView, type Said } from './cart-view.ts'
import { codeProblemWords } from './cart-words.ts'

export function cartIdOf(visit: Pick<Visit, 'cookies' | 'market'>): string | undefined {
  const id = visit.cookies.get(cartCookie(visit.market))
  return id && isCartId(id) ? id : undefined
}

type ReadCart = { view: CartView | null; waiting: WaitingOrder | null }

/** The cart as it stands; pieces that its own unpaid order holds can be had. */
async function readCart(visit: Visit): Promise<ReadCart> {
  const cartId = cartIdOf(visit)
  if (!cartId) return { view: null, waiting: null }
  const { held, waiting } = await readWaitingOrder(visit.shop, cartId)
  return { view: await viewCart(visit.shop, { cartId, place: visit.place, isShown: true, held }), waiting }
}

export const cartPage: PageHandler = async (visit) =>
  show(visit, { ...(await readCart(visit)), said: saidBefore(visit) })

export const cartDrawerPage: PageHandler = async (visit) =>
  respond(visit, drawerView(visit, (await readCart(visit)).view))

/** What stands in every header: how many pieces are in the cart, and who is signed in. Null: nobody can tell just now. */
export const me: PageHandler = async (visit) => {
  const cartId = cartIdOf(visit)
  const [cart, person] = await Promise.all([
    cartId ? visit.shop.carts.read(cartId).catch(unreadable) : null,
    visit.personIfKnown(),
  ])
  const lines = cart !== 'unreadable' && cart?.market === visit.market.code ? cart.lines : []
  return json({
    count: cart === 'unreadable' ? null : lines.reduce((sum, line) => sum + line.quantity, 0),
    name: person ? person.firstName || person.email : null,
  })
}

function unreadable(fault: unknown): 'unreadable' {
  if (fault instanceof StoreAway) return 'unreadable'
  throw fault
}

/** Puts an article into the cart. Scripts ask for JSON; a plain form is led to the cart page. */
export const addLineHandler: PageHandler = async (visit) => {
  const form = await visit.form()
  const known = cartIdOf(visit)
  const cartId = known ?? newCartId(visit.shop.random)
  const added = await addLine(
    visit.shop,
    { cartId, place: visit.place, isNew: known === undefined },
    { variantId: form.variantId ?? '', quantity: form.quantity ?? '1' },
  )
  if (added.ok) {
    visit.cookies.set(cartCookie(visit.market), cartId, { maxAge: cartCookieSeconds })
    const person = await visit.personIfKnown()
    if (person && added.cart.personId !== person.personId)
      await visit.shop.carts.change(cartId, visit.market.code, { kind: 'person', personId: person.personId })
  }
  const said = addedWords(visit, added, Number(form.quantity ?? 1))
  if (visit.request.headers.get('accept')?.includes('application/json')) {
    const count = added.ok ? added.cart.lines.reduce((sum, line) => sum + line.quantity, 0) : undefined
    return json({ ok: added.ok, said: said.words, count }, added.ok ? 200 : 409)
  }
  if (!added.ok) return show(visit, { ...(await readCart(visit)), said }, 409)
  return redirect(href(visit.place, 'cart', {}, { added: added.item.variantId }))
}

function addedWords(visit: Visit, added: Awaited<ReturnType<typeof addLine>>, wanted: number): Said {
  const { say } = visit
  if (added.ok) {
    const { name } = added.item
    return added.added < wanted
      ? {
          kind: 'warn',
          words: say({
            en: `${name}: all ${added.quantity} that we have are in your cart.`,
            de: `${name}: Alle ${added.quantity}, die wir haben, liegen im Warenkorb.`,
          }),
        }
      : { kind: 'good', words: say({ en: `${name} is in your cart.`, de: `${name} liegt im Warenkorb.` }) }
  }
  switch (added.problem) {
    case 'sold-out':
      return {
        kind: 'bad',
        words: say({ en: `${added.item.name} is sold out.`, de: `${added.item.name} ist ausverkauft.` }),
      }
    case 'no-more-left':
      return {
        kind: 'bad',
        words: say({
          en: `${added.item.name}: more than ${added.quantity} cannot be ordered.`,
          de: `${added.item.name}: Mehr als ${added.quantity} sind nicht bestellbar.`,
        }),
      }
    case 'cart-full':
      return {
        kind: 'bad',
        words: say({
          en: 'The cart is full. Order it first, then go on.',
          de: 'Der Warenkorb ist voll. Bestellen Sie ihn zuerst und machen Sie dann weiter.',
        }),
      }
    case 'not-for-sale':
      return {
        kind: 'bad',
        words: say({ en: 'This article is not sold here.', de: 'Dieser Artikel wird hier nicht verkauft.' }),
      }
    default:
      return {
        kind: 'bad',
        words: say({
          en: 'Choose an article and a quantity from 1 to 99.',
          de: 'Wählen Sie einen Artikel und eine Menge von 1 bis 99.',
        }),
      }
  }
}

/** The quantity that was typed; the plus and minus buttons count from it. */
const stepped = ({ quantity = '', step = '' }: Record<string, string>): string =>
  /^\d{1,2}$/.test(quantity) && /^-?1$/.test(step) ? String(Math.max(0, Number(quantity) + Number(step))) : quantity

export const changeLineHandler: PageHandler = async (visit) => {
  const form = await visit.form()
  const { say } = visit
  const cartId = cartIdOf(visit) ?? ''
  const wanted = stepped(form)
  const set = await setLine(
    visit.shop,
    { cartId, place: visit.place },
    { variantId: visit.params.variantId ?? '', quantity: wanted },
  )
  if (set.ok) {
    const fewer = set.quantity < Number(wanted) ? set.quantity : undefined
    const removed =
      set.quantity === 0 && set.before.quantity > 0 ? `${set.before.variantId}x${set.before.quantity}` : undefined
    return redirect(href(visit.place, 'cart', {}, { removed, left: fewer }))
  }
  const words =
    set.problem === 'invalid-input'
      ? say({ en: 'A quantity is a whole number from 0 to 99.', de: 'Eine Menge ist eine ganze Zahl von 0 bis 99.' })
      : set.problem === 'no-cart'
        ? say({
            en: 'This cart is no longer there. Please start a new one.',
            de: 'Diesen Warenkorb gibt es nicht mehr. Bitte beginnen Sie einen neuen.',
          })
        : say({
            en: 'There are no more pieces of this article.',
            de: 'Von diesem Artikel gibt es keine weiteren Stücke.',
          })
  return show(
    visit,
    { ...(await readCart(visit)), said: { kind: 'bad', words } },
    set.problem === 'invalid-input' ? 422 : 409,
  )
}

export const enterCodeHandler: PageHandler = async (visit) => {
  const form = await visit.form()
  const cartId = cartIdOf(visit) ?? ''
  const typed = form.code ?? ''
  if (typed === '') {
    await removeCode(visit.shop, cartId)
    return redirect(href(visit.place, 'cart'))
  }
  const person = await visit.personIfKnown()
  const entered = await enterCode(visit.shop, { cartId, place: visit.place }, { code: typed }, person?.personId ?? null)
  if (entered.ok) return redirect(href(visit.place, 'cart', {}, { code: 'in' }))
  const error =
    entered.problem === 'code-not-valid' || entered.problem === 'code-below-minimum'
      ? codeProblemWords(visit, entered)
      : visit.say({ en: 'This code does not work here.', de: 'Dieser Code gilt hier nicht.' })
  return show(visit, { ...(await readCart(visit)), said: null, code: { typed, error } }, 422)
}

/** What the form before has done, told by the address that it led to. */
function saidBefore(visit: Visit): Said | null {
  const { say } = visit
  const query = visit.url.searchParams
  const removed = /^(\d{1,9})x(\d{1,2})$/.exec(query.get('removed') ?? '')
  if (removed)
    return {
      kind: 'good',
      words: say({ en: 'Removed.', de: 'Entfernt.' }),
      undo: { variantId: Number(removed[1]), quantity: Number(removed[2]) },
    }
  const left = /^\d{1,2}$/.exec(query.get('left') ?? '')
  if (left)
    return {
      kind: 'warn',
      words: say({
        en: `There are only ${left[0]} of it; we put these in.`,
        de: `Davon gibt es nur ${left[0]}; wir haben sie hineingelegt.`,
      }),
    }
  if (query.has('added'))
    return { kind: 'good', words: say({ en: 'It is in your cart.', de: 'Es liegt in Ihrem Warenkorb.' }) }
  if (query.has('code'))
    return { kind: 'good', words: say({ en: 'The code is applied.', de: 'Der Code ist eingelöst.' }) }
  return null
}

const show = (visit: Visit, shown: CartPageShown, status = 200): Promise<Response> =>
  shopPage(
    visit,
    {
      title: visit.say({ en: 'Cart', de: 'Warenkorb' }),
      page: 'cart',
      robots: 'noindex',
      styles: 'till',
      scripts: ['till'],
      samePage: (there) => href(there, 'cart'),
      body: cartView(visit, shown),
    },
    status,
  )
