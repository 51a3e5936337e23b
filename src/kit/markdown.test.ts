import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Markdown, markdownProblems, plainMarkdown, renderMarkdown, unfilled } from './markdown.ts'

const given: Markdown = {
  values: {
    company: 'Kiosk <GmbH> & Co',
    address: 'Am Kai 1\n20457 Hamburg',
    email: 'a@kiosk.example',
    phone: '+49 40 12 34',
  },
  blocks: ['rates'],
  address: (target) => (target === 'info:terms' ? '/de/de/info/terms' : undefined),
}

const written = (text: string): string =>
  renderMarkdown(text, given)
    .map((part) => ('block' in part ? `[${part.block}]` : part.text))
    .join('')

test('headings, lists, tables, quotes, links and emphasis become HTML; the page itself has the only h1', () => {
  assert.equal(
    written('# A\n\n### B\n\nOne **two** *three*  \nfour'),
    '<h2>A</h2><h3>B</h3><p>One <strong>two</strong> <em>three</em><br>four</p>',
  )
  assert.equal(written('- a\n- b **c**\n\n1. x'), '<ul><li>a</li><li>b <strong>c</strong></li></ul><ol><li>x</li></ol>')
  assert.equal(
    written('| What | Why |\n| --- | --- |\n| Cart | you |'),
    '<table class="facts"><thead><tr><th scope="col">What</th><th scope="col">Why</th></tr></thead><tbody><tr><th scope="row">Cart</th><td>you</td></tr></tbody></table>',
  )
  assert.equal(written('> to us'), '<blockquote><p>to us</p></blockquote>')
  assert.equal(
    written('[Terms](info:terms) <https://x.example/a?b=1&c=2>'),
    '<p><a href="/de/de/info/terms">Terms</a> <a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a></p>',
  )
})

test('names in braces become their values, line breaks and all, and a block stands between the pieces', () => {
  assert.equal(written('{company}, {address}'), '<p>Kiosk &lt;GmbH&gt; &amp; Co, Am Kai 1<br>20457 Hamburg</p>')
  assert.equal(
    written('[{email}](mailto:{email}) [{phone}](tel:{phone})'),
    '<p><a href="mailto:a@kiosk.example">a@kiosk.example</a> <a href="tel:+49401234">+49 40 12 34</a></p>',
  )
  assert.equal(written('before\n\n{rates}\n\nafter'), '<p>before</p>[rates]<p>after</p>')
})

test('HTML of the text stays text, and addresses of other kinds are no links', () => {
  assert.equal(written('a <b>c</b>'), '<p>a &lt;b&gt;c&lt;/b&gt;</p>')
  assert.equal(written('<script>alert(1)</script>'), '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>')
  assert.equal(written('<!-- for us -->\n\na'), '<p>a</p>')
  for (const address of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'http://x.example',
    '//x.example',
    'info:none',
    '"onclick="x',
  ])
    assert.doesNotMatch(written(`[x](${address})`), /<a /, address)
})

test('whatever is written, only the tags of the renderer come out', () => {
  const tags =
    /^(<\/?(h2|h3|p|ul|ol|li|strong|em|code|pre|blockquote|table|thead|tbody|tr|td)>|<(br|hr)>|<th scope="(col|row)">|<\/th>|<table class="facts">|<a href="[^"<>]*">|<\/a>)$/
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<img src=x onerror=alert(1)>',
      '[a](javascript:x)',
      '![a](x"onload=)',
      '`<b>`',
      '\n\n',
      '\n- ',
      '| a |\n|---|\n',
      '> ',
      '<!--',
      '-->',
      '&lt;script&gt;',
      '[x]: javascript:y',
      '**',
      '{email}',
      '```\n',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      for (const [tag] of written(pieces.join(''))
        .replaceAll('[rates]', '')
        .matchAll(/<[^>]*>?/g))
        assert.match(tag, tags)
    }),
    { numRuns: 1_000 },
  )
})

test('what cannot be used is told', () => {
  assert.deepEqual(markdownProblems('# Fine {company}\n\n[a](info:terms) <!-- note -->\n\n{rates}', given), [])
  assert.deepEqual(markdownProblems('<b>a</b>', given), [
    "'<b>' is HTML. Allowed is Markdown",
    "'</b>' is HTML. Allowed is Markdown",
  ])
  assert.deepEqual(markdownProblems('![a](a.png)', given), [
    "'![a](a.png)' is a picture. Allowed are words, lists, tables and links",
  ])
  assert.deepEqual(markdownProblems('[a](info:nowhere)', given), [
    "the link 'info:nowhere' leads nowhere. Allowed are https:, mailto:, tel:, info:TOPIC and page:NAME",
  ])
  assert.deepEqual(markdownProblems('- our {vat}', given), [
    "'{vat}' is unknown. Known are {company} {address} {email} {phone} {rates}",
  ])
  assert.deepEqual(unfilled('a [[your name]] b [c](info:terms) [[x]]'), ['[[your name]]', '[[x]]'])
})

test('a text for mails keeps its words and lists and loses its form', () => {
  assert.deepEqual(
    plainMarkdown('## Effects\n\nTo **{company}**, see [terms](info:terms).\n\n{rates}\n\n- a\n- b\n\n> 1. c', given),
    ['Effects', 'To Kiosk <GmbH> & Co, see terms.', '– a\n– b', '1. c'],
  )
})
