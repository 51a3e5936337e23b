import { type Html, html, type Printable } from '../kit/html.ts'

/*
 * factTable(rows, 'Details')        a two-column table of facts with hairlines: { name, value }
 * dataTable({ caption, columns: [{ words, number: true }], rows })   columns with headings; folds to blocks on phones
 * definitions([{ term, words }])    pairs without lines: order date, payment, address
 */

export const factTable = (rows: readonly { name: string; value: Printable }[], caption: string): Html =>
  html`<table class="facts"><caption class="unseen">${caption}</caption><tbody>${rows.map(
    ({ name, value }) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  )}</tbody></table>`

export const dataTable = (table: {
  caption: string
  columns: readonly { words: string; number?: boolean }[]
  rows: readonly (readonly Printable[])[]
}): Html =>
  html`<table class="data"><caption class="unseen">${table.caption}</caption><thead><tr>${table.columns.map(
    ({ words, number }) => html`<th scope="col"${number && html` class="number"`}>${words}</th>`,
  )}</tr></thead><tbody>${table.rows.map(
    (cells) =>
      html`<tr>${cells.map(
        (cell, i) =>
          html`<td data-label="${table.columns[i]?.words}"${table.columns[i]?.number && html` class="number"`}>${cell}</td>`,
      )}</tr>`,
  )}</tbody></table>`

export const definitions = (pairs: readonly { term: string; words: Printable }[]): Html =>
  html`<dl class="pairs">${pairs.map(({ term, words }) => html`<div><dt>${term}</dt><dd>${words}</dd></div>`)}</dl>`
