import { type Html, html, type Printable } from '../kit/html.ts'

/*
 * summary({ rows: [{ label, amount, note, kind: 'good' }], total: { label, amount, note } })
 * The sums of a cart or an order, as a description list; 'good' marks what was taken off. Wrap it in
 * <section class="panel"> together with lines(…, 'small') and the one primary button.
 */

export type SumRow = { label: Printable; amount: Printable; note?: Printable; kind?: 'good' }

export const summary = ({ rows, total }: { rows: readonly SumRow[]; total: SumRow }): Html =>
  html`<dl class="sums">${rows.map((row) => sumRow(row, row.kind))}${sumRow(total, 'total')}</dl>`

const sumRow = ({ label, amount, note }: SumRow, kind?: string) =>
  html`<div${kind && html` class="${kind}"`}><dt>${label}${note && html`<span class="soft small">${note}</span>`}</dt><dd class="money">${amount}</dd></div>`
