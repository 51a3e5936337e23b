import type { Problem, Schemas } from '../../packages/client/client.ts'
import { type Html, html } from './html.ts'

type Found = { products: Schemas['ProductCard'][]; total: number }

const stateWords: Record<Schemas['OrderState'], string> = {
  'awaiting-payment': 'waits for its payment',
  placed: 'is placed. Thank you!',
  shipped: 'is on its way',
  cancelled: 'is cancelled',
}

/** All pages, in one language. */
export function openViews(locale: string) {
  const money = ({ amountMinor, currency }: Schemas['Money']) => {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
    return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
  }

  const page = (body: Html): Html => html`<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Corner shop</title>
<style>
  body { font: 1rem/1.5 system-ui; max-width: 60rem; margin: auto; padding: 1rem }
  ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1.5rem; padding: 0; list-style: none }
  img { width: 100%; height: auto; background: #eee }
  label { display: block; margin: .5rem 0 }
  td { padding: .25rem 1rem .25rem 0 }
</style>
<header>
  <p><a href="/">Corner shop</a> · <a href="/cart">Cart</a></p>
  <form action="/"><input type="search" name="q" aria-label="Search"> <button>Search</button></form>
</header>
<main>${body}</main>
</html>`

  const picture = (shown: Schemas['Picture'] | null | undefined) =>
    shown && html`<img src="${shown.address}" alt="${shown.alt}" width="${shown.width}" height="${shown.height}">`

  const listPage = ({ products, total }: Found, q: string | undefined): Html => html`
<h1>${q ? `${total} × “${q}”` : 'All we have'}</h1>
<ul>${products.map(
    ({ slug, name, price, picture: first }) => html`
  <li><a href="/product?slug=${encodeURIComponent(slug)}">${picture(first)}${name}</a><br>${money(price.current)}</li>`,
  )}</ul>`

  const productPage = ({ name, summary, pictures, options, variants }: Schemas['Product']): Html => {
    const words = (chosen: Record<string, string>) =>
      options.map(({ code, values }) => values.find((value) => value.code === chosen[code])?.name ?? '').join(', ')
    const buyable = variants.filter(({ stock }) => stock !== 'out')
    return html`
<h1>${name}</h1>
<p>${summary}</p>
<div style="max-width: 24rem">${picture(pictures[0])}</div>
${
  buyable.length === 0
    ? html`<p>Sold out.</p>`
    : html`<form method="post" action="/cart">
  <select name="variant" aria-label="Choose">${buyable.map(
    (variant) => html`<option value="${variant.id}">${words(variant.options)} ${money(variant.price.current)}</option>`,
  )}</select>
  <button>Put into the cart</button>
</form>`
}`
  }

  const field = (name: string, label: string, type = 'text') =>
    html`<label>${label} <input name="${name}" type="${type}"></label>`

  const cartPage = (cart: Schemas['Cart'] | null, countries: readonly string[]): Html =>
    !cart || cart.lines.length === 0
      ? html`<h1>The cart is empty</h1>`
      : html`
<h1>Cart</h1>
${lines(cart)}
<form method="post" action="/checkout">
  ${field('email', 'E-mail', 'email')}
  ${field('firstName', 'First name')} ${field('lastName', 'Last name')}
  ${field('line1', 'Street and number')} ${field('postcode', 'Postcode')} ${field('city', 'City')}
  ${field('region', 'State, where there are states')}
  <label>Country <select name="country">${countries.map((code) => html`<option>${code}</option>`)}</select></label>
  <button>Go on</button>
</form>`

  const lines = ({ lines, totals }: Schemas['Cart']) => html`
<table>
  ${lines.map(
    ({ item, quantity, amounts }) =>
      html`<tr><td>${quantity} × ${item?.name ?? 'No longer sold'} ${item?.options}<td>${amounts && money(amounts.total)}</tr>`,
  )}
  ${totals.shipping && html`<tr><td>Delivery<td>${money(totals.shipping)}</tr>`}
  ${totals.taxes.map(({ name, amount }) => html`<tr><td>${totals.taxStyle} ${name}<td>${money(amount)}</tr>`)}
  <tr><th>Total<th>${money(totals.total)}</tr>
</table>`

  const reviewPage = ({ cart, details, deliveries, delivery }: Schemas['Checkout']): Html => {
    const way = deliveries.find(({ code }) => code === delivery)
    return html`
<h1>Order</h1>
${lines(cart)}
<p>To ${details?.shipping.firstName} ${details?.shipping.lastName}, ${details?.shipping.city}, by ${way?.name}, there by ${way?.to}.</p>
<form method="post" action="/order">
  <input type="hidden" name="version" value="${cart.version}">
  <input type="hidden" name="total" value="${cart.totals.total.amountMinor}">
  <button>Order and pay ${money(cart.totals.total)}</button>
</form>`
  }

  const orderPage = ({ number, state, totals }: Schemas['Order']): Html => html`
<h1>Order ${number} ${stateWords[state]}</h1>
<p>Total ${money(totals.total)}</p>`

  const problemPage = ({ title, detail, fields = [] }: Problem): Html => html`
<h1>${title}</h1>
<p>${detail}</p>
<p>${fields.map(({ field, message }) => html`${field} ${message}<br>`)}</p>`

  return { page, listPage, productPage, cartPage, reviewPage, orderPage, problemPage }
}
