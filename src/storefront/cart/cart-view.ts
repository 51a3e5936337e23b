import { maxQuantity } from '../../domain/carts/cart-store.ts'
import type { CartView, ViewedLine } from '../../domain/carts/view-cart.ts'
import type { WaitingOrder } from '../../domain/checkout/read-checkout.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { dayRange } from '../../ui/dates.ts'
import { field, hidden } from '../../ui/field.ts'
import { icon } from '../../ui/icon.ts'
import { type Line, lines } from '../../ui/lines.ts'
import { money } from '../../ui/money.ts'
import { notice } from '../../ui/notice.ts'
import { summary } from '../../ui/summary.ts'
import { drawing } from '../drawing.ts'
import type { Visit } from '../visit.ts'
import { codeProblemWords, freeShippingBar, lineNotices, sumRows, waitingNotice } from './cart-words.ts'

export type Said = { kind: 'good' | 'warn' | 'bad'; words: string; undo?: { variantId: number; quantity: number } }

export type CartPageShown = {
  view: CartView | null
  said: Said | null
  waiting?: WaitingOrder | null
  code?: { typed: string; error: string }
}

/** The cart as a page: lines to work on, and the sums that stay in sight. */
export function cartView(visit: Visit, { view, said, waiting = null, code }: CartPageShown): Html {
  const { say } = visit
  const title = say({ en: 'Your cart', de: 'Ihr Warenkorb' })
  if (!view || view.lines.length === 0)
    return html`<div class="wrap stack cart-box"><h1>${title}</h1>${said && saidNotice(visit, said)}${emptyCart(visit)}</div>`
  const changed = view.lines.some(({ notices }) => notices.length > 0)
  return html`<div class="wrap cart-box"><h1>${title} <span class="soft">${pieces(visit, view)}</span></h1><div class="till-columns"><div class="till-main stack" aria-live="polite">${
    said && saidNotice(visit, said)
  }${waitingNotice(visit, { waiting, view })}${
    changed &&
    notice(
      'warn',
      say({
        en: 'Something changed since you put it in. Please look at the marked lines.',
        de: 'Seit dem Hineinlegen hat sich etwas geändert. Bitte sehen Sie die markierten Zeilen an.',
      }),
    )
  }${lines(
    view.lines.map((line) => ({ ...cartLine(visit, line), actions: lineActions(visit, line) })),
  )}</div><aside class="till-side" aria-label="${say({ en: 'Sums', de: 'Summen' })}"><section class="panel">${freeShippingBar(
    visit,
    view,
  )}${codeForm(visit, view, code)}${summary(sumRows(visit, view))}${deliveryWords(visit, view)}${checkoutButton(
    visit,
    view,
  )}<p class="soft small">${say({
    en: 'Pay by card or wallet on the page of our payment provider. You can order without an account.',
    de: 'Sie zahlen mit Karte oder Wallet auf der Seite unseres Zahlungsanbieters. Ein Konto brauchen Sie nicht.',
  })}</p></section></aside></div></div>`
}

const pieces = (visit: Visit, { pieces }: CartView) =>
  visit.say({ en: pieces === 1 ? '1 piece' : `${pieces} pieces`, de: pieces === 1 ? '1 Stück' : `${pieces} Stück` })

export const emptyCart = (visit: Visit): Html =>
  html`<div class="empty">${drawing('basket')}<p class="lead">${visit.say({
    en: 'There is nothing in it yet.',
    de: 'Es liegt noch nichts darin.',
  })}</p><p class="row"><a class="button" href="${href(visit.place, 'newIn')}">${visit.say({
    en: 'See what is new',
    de: 'Neues ansehen',
  })}</a><a class="link" href="${href(visit.place, 'home')}">${visit.say({ en: 'To the front page', de: 'Zur Startseite' })}</a></p></div>`

function saidNotice(visit: Visit, { kind, words, undo }: Said): Html {
  return notice(
    kind,
    html`<p>${words}</p>${
      undo &&
      html`<form method="post" action="${href(visit.place, 'changeLine', { variantId: undo.variantId })}">${hidden(
        'token',
        visit.formToken(),
      )}${hidden('quantity', undo.quantity)}<button class="link">${visit.say({ en: 'Undo', de: 'Rückgängig' })}</button></form>`
    }`,
  )
}

function cartLine(visit: Visit, line: ViewedLine): Line {
  const { say, place } = visit
  const { item, priced } = line
  const { quantity } = line.line
  const notices = lineNotices(visit, line)
  return {
    picture: item?.picture ?? null,
    name: nameOf(visit, line),
    href: item && href(place, 'product', { slug: item.slug }),
    detail: item?.optionWords,
    notice: notices.length > 0 && notices.map((words) => html`<span>${words}</span> `),
    quantity:
      item && quantity > 1 && html`${money(visit, item.price.amountMinor)} ${say({ en: 'each', de: 'je Stück' })}`,
    actions: null,
    price: priced && money(visit, priced.subtotalMinor),
  }
}

const nameOf = ({ say }: Visit, { item }: ViewedLine) =>
  item?.name ?? say({ en: 'An article that we no longer sell', de: 'Ein Artikel, den wir nicht mehr führen' })

/** Only the cart's page has them: the drawer, asked for at the same moment, would set a second visitor's cookie for its forms. */
function lineActions(visit: Visit, line: ViewedLine): Html {
  const { say, place } = visit
  const { item } = line
  const { variantId, quantity } = line.line
  const name = nameOf(visit, line)
  const action = href(place, 'changeLine', { variantId })
  const token = hidden('token', visit.formToken())
  const max = Math.min(maxQuantity, item?.available ?? 0)
  // The first button of a form is the one that Enter presses: it must not be the minus.
  const stepper =
    item &&
    item.available > 0 &&
    html`<form method="post" action="${action}" class="quantity-form" data-quantity>${token}<button class="link unless-script">${say({ en: 'Update', de: 'Aktualisieren' })}</button><label class="unseen" for="q-${variantId}">${say(
      {
        en: 'Quantity',
        de: 'Menge',
      },
    )}: ${name}</label><div class="quantity"><button name="step" value="-1" aria-label="${say({
      en: `One ${name} fewer`,
      de: `${name}: eins weniger`,
    })}">${icon('minus')}</button><input id="q-${variantId}" name="quantity" value="${quantity}" inputmode="numeric" pattern="[0-9]*" maxlength="2"><button name="step" value="1"${quantity >= max && html` disabled`} aria-label="${say({ en: `One ${name} more`, de: `${name}: eins mehr` })}">${icon(
      'plus',
    )}</button></div></form>`
  return html`${stepper}<form method="post" action="${action}">${token}${hidden('quantity', 0)}<button class="link">${say(
    {
      en: 'Remove',
      de: 'Entfernen',
    },
  )}<span class="unseen">: ${name}</span></button></form>`
}

function codeForm(visit: Visit, view: CartView, code: CartPageShown['code']): Html {
  const { say, place } = visit
  const action = href(place, 'enterCode')
  const token = hidden('token', visit.formToken())
  if (view.cart.code)
    return html`<form method="post" action="${action}" class="code-row">${token}${hidden('code', '')}<p>${icon('tag')} <strong>${
      view.cart.code
    }</strong></p><button class="link">${say({ en: 'Remove', de: 'Entfernen' })}<span class="unseen">: ${view.cart.code}</span></button>${
      view.codeProblem && html`<p class="error">${icon('alert')}${codeProblemWords(visit, view.codeProblem)}</p>`
    }</form>`
  return html`<details class="code"${code && html` open`}><summary>${say({ en: 'Enter a discount code', de: 'Gutscheincode eingeben' })}</summary><form method="post" action="${action}" class="code-form">${token}${field(
    {
      name: 'code',
      label: say({ en: 'Discount code', de: 'Gutscheincode' }),
      value: code?.typed,
      error: code?.error,
      autocomplete: 'off',
      autocapitalize: 'characters',
      maxlength: 60,
      required: true,
    },
  )}<button class="button quiet">${say({ en: 'Apply', de: 'Einlösen' })}</button></form></details>`
}

function deliveryWords(visit: Visit, { preview }: CartView): Html | null {
  return (
    preview &&
    html`<p class="soft small">${icon('truck')} ${visit.say({ en: 'Arrives', de: 'Kommt an' })} ${dayRange(
      preview.from,
      preview.to,
      visit.locale,
    )}</p>`
  )
}

const checkoutButton = (visit: Visit, view: CartView): Html =>
  view.isOrderable
    ? html`<a class="button large wide" href="${href(visit.place, 'checkout')}">${visit.say({ en: 'Go to checkout', de: 'Zur Kasse' })}</a>`
    : html`<p class="notice warn">${icon('alert')}<span>${visit.say({
        en: 'Please settle the marked lines first.',
        de: 'Bitte klären Sie zuerst die markierten Zeilen.',
      })}</span></p>`

/** The quick look: lies over the page on desks and phones; without script the cart page stands in. */
export function drawerView(visit: Visit, view: CartView | null): Html {
  const { say, place } = visit
  if (!view || view.lines.length === 0) return html`<div class="drawer-body">${emptyCart(visit)}</div>`
  return html`<div class="drawer-body">${freeShippingBar(visit, view)}${lines(
    view.lines.map((line) => ({
      ...cartLine(visit, line),
      quantity: html`${line.line.quantity} ×${line.item && html` ${money(visit, line.item.price.amountMinor)}`}`,
    })),
    'small',
  )}</div><div class="drawer-end"><dl class="sums"><div class="total"><dt>${say({ en: 'Subtotal', de: 'Zwischensumme' })}</dt><dd>${money(
    visit,
    view.priced.subtotalMinor - view.priced.discountMinor,
  )}</dd></div></dl>${
    view.isOrderable &&
    html`<a class="button large wide" href="${href(place, 'checkout')}">${say({ en: 'Go to checkout', de: 'Zur Kasse' })}</a>`
  }<a class="button quiet wide" href="${href(place, 'cart')}">${say({ en: 'Look at the cart', de: 'Warenkorb ansehen' })}</a></div>`
}
