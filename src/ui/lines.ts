import { type Html, html, type Printable } from '../kit/html.ts'
import { type PictureOf, thumb } from './picture.ts'

/*
 * lines([{ picture, name, href, detail: 'Sage, M', quantity: '2 × $18.00', price: money(visit, 3600), actions, notice }])
 * The list of wares with pictures that cart, drawer, checkout summary, orders and receipts share.
 * `lines(list, 'small')` for summaries. `actions` is a row of controls (quantity, remove) below the words.
 */

export type Line = {
  picture: PictureOf | null
  name: string
  href?: string | null
  detail?: Printable
  quantity?: Printable
  price?: Printable
  actions?: Printable
  notice?: Printable
}

export const lines = (list: readonly Line[], size?: 'small'): Html =>
  html`<ul class="lines${size && ` ${size}`}">${list.map(
    (line) =>
      html`<li class="line">${thumb(line.picture)}<div class="line-words"><p class="line-name">${
        line.href ? html`<a href="${line.href}">${line.name}</a>` : line.name
      }</p>${line.detail && html`<p class="soft small">${line.detail}</p>`}${
        line.quantity && html`<p class="soft small">${line.quantity}</p>`
      }${line.notice && html`<p class="line-notice small">${line.notice}</p>`}${
        line.actions && html`<div class="line-actions">${line.actions}</div>`
      }</div>${line.price && html`<div class="line-price">${line.price}</div>`}</li>`,
  )}</ul>`
