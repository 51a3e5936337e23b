import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, inOnePiece, raw } from './html.ts'

test('values are escaped, pieces of HTML are not, and nothing prints nothing', () => {
  const hostile = `<script>"'\`&`
  assert.equal(
    html`<p title="${hostile}">${hostile}</p>`.text,
    html`<p title="${raw('&lt;script&gt;&quot;&#39;&#96;&amp;')}">${raw('&lt;script&gt;&quot;&#39;&#96;&amp;')}</p>`
      .text,
  )
  assert.equal(html`a${null}b${undefined}c${false}d${0}e${''}`.text, 'abcd0e')
  assert.equal(html`<ul>${['x', [html`<b>y</b>`, 7]]}</ul>`.text, '<ul>x<b>y</b>7</ul>')
})

test('a piece in bytes stands where it was printed, however deep, and in its own language', () => {
  const card = inOnePiece(html`<li>Größe – 5 €</li>`)
  const list = html`<ul>${[card, html`<li>${'ü'}</li>`, card]}</ul>`
  const page = html`<main>${list}${'<'}</main>${card}!`
  const text = '<main><ul><li>Größe – 5 €</li><li>ü</li><li>Größe – 5 €</li></ul>&lt;</main><li>Größe – 5 €</li>!'
  assert.equal(page.text, text)
  assert.equal(`${page}`, text)
  assert.equal(page.encode().bytes.toString(), text)
  assert.equal(inOnePiece(page).text, text)
})

test('the tag of a text is equal where the text is, and other where anything of it differs', () => {
  const page = (name: string, note: string) => html`<ul>${inOnePiece(html`<li>${name}</li>`)}</ul>${note}`.encode().tag
  assert.equal(page('mug', 'new'), page('mug', 'new'))
  assert.notEqual(page('mug', 'new'), page('cup', 'new'))
  assert.notEqual(page('mug', 'new'), page('mug', 'old'))
})
