import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeProfile } from '../../src/domain/customers/profile.ts'
import { sendOrderMail, sendWithdrawalMails } from '../../src/domain/notifications/send-order-mail.ts'
import { sql } from '../../src/kit/db.ts'
import type { StorefrontRoute } from '../../src/routes.ts'
import { type Ground, openGround, pathOf, routes } from '../helpers/ground.ts'
import { type Answer, formsOf, type Visitor } from '../helpers/visitor.ts'

/** Texts that would break out of HTML, attributes, JSON or mails, sent through every door and read on every page. */

const tail = `"'\`onx=1 {{7*7}} \${7*7} %0d%0a</script></title></textarea><img src=x onerror=alert(1)><!--]]>`
const hostile = (name: string) => `zq${name}~~${tail}`

const jsonLd = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/g

/** Fails where the text, its first quote or its markup stands as it was typed. */
function isHarmless(page: string, about: string): void {
  for (const [, json = ''] of page.matchAll(jsonLd))
    assert.ok(JSON.parse(json) && !json.includes('<'), `${about}: ${json}`)
  const rest = page.replaceAll(jsonLd, '')
  for (const [found] of rest.matchAll(/\w*~~.{0,8}/gs))
    assert.match(found, /^\w*~~(&quot;|%22|[<.…])/, `${about} shows a text as it was typed.`)
  for (const raw of ['<img src=x', 'onerror=alert(1)>', '</script></title>', '<!--]]>'])
    assert.ok(!rest.includes(raw), `${about} shows ${raw} as it was typed.`)
}

const readAll = async (ground: Ground, visitor: Visitor, given: Record<string, string> = {}): Promise<Answer[]> => {
  const answers: Answer[] = []
  for (const [name, route] of routes)
    if (route.method === 'GET') {
      const answer = await visitor.get(pathOf(ground, name, given))
      assert.ok(answer.status < 500, `${name}: ${answer.status}`)
      // Browsers never take what says that it is JSON for a page.
      if (answer.headers.get('content-type') === 'application/json') assert.ok(JSON.parse(answer.text))
      else isHarmless(answer.text, name)
      answers.push(answer)
    }
  return answers
}

test('texts of the catalogue and of reviews are shown as texts on every page and in mails', async (t) => {
  const ground = await openGround(t, {}, hostile('goods'))
  const { shop } = ground.app
  const shown = await readAll(ground, ground.guest)
  assert.ok(shown.filter(({ text }) => text.includes('zqgoods~~&quot;')).length >= 10, 'The texts are shown nowhere.')
  for (const path of [
    '/search?q=mug',
    '/suggest?q=mug',
    '/suggest?q=zqgoods',
    '/cart/drawer',
    '/checkout?step=address',
  ])
    isHarmless((await ground.guest.get(`/us/en${path}`)).text, path)
  const product = await ground.guest.get('/us/en/p/mug')
  const json = [...product.text.matchAll(jsonLd)]
  assert.ok(json.length > 0)
  for (const [, text = ''] of json) assert.ok(JSON.stringify(JSON.parse(text)).includes('zqgoods'))
  await sendOrderMail(shop, { kind: 'placed', orderId: ground.order.orderId })
  const mail = await shop.db.row<{ html: string }>(sql`select html from mailbox`)
  assert.ok(mail?.html.includes('zqgoods~~&quot;'))
  isHarmless(mail?.html ?? '', 'the mail')
})

test('what shoppers type comes back as text: on the same page, on others, in mails, on the receipt', async (t) => {
  const ground = await openGround(t)
  const { app, ada, guest, variantId } = ground
  const place = '/us/en'

  // Every form of every page, each of its fields filled with a text of its own.
  const tried = new Set<string>()
  for (const visitor of [guest, ada.visitor]) {
    await visitor.post(`${place}/cart/lines`, { variantId: String(variantId), quantity: '1' })
    for (const [name, route] of routes) {
      if (route.method !== 'GET' || name === 'cartDrawer') continue
      const page = await visitor.get(`${pathOf(ground, name)}${name === 'checkout' ? '?step=address' : ''}`)
      for (const form of formsOf(page.text)) {
        if (!('token' in form.fields) || /sign-out|cancel|\/pay$|\/place$|remove$|everywhere/.test(form.action))
          continue
        const kept = /^(token|key|country|region|locale|confirmed|billingSame|addressId|method)$/
        const filled = Object.entries(form.fields).map(([field, value]) =>
          kept.test(field) ? [field, value] : [field, hostile(field)],
        )
        const answer = await visitor.post(form.action, Object.fromEntries(filled))
        assert.ok(answer.status < 500, `${form.action}: ${answer.status}`)
        isHarmless(answer.text, form.action)
        tried.add(form.action.replace(/[\w-]{36,}|\/\d+$/, ''))
      }
    }
  }
  assert.ok(tried.size >= 14, `Few forms were found: ${[...tried]}`)

  // What passes the checks of its form and is kept.
  const quotes = `zqkept~~"'\`onx=1 {{7*7}} \${7*7}`
  await changeProfile(app.shop, ada.personId, {
    firstName: hostile('first'),
    lastName: hostile('last'),
    phone: quotes,
    locale: 'en',
  })
  const address = { firstName: quotes, lastName: quotes, company: quotes, line1: quotes, line2: quotes, city: quotes }
  const typed = { ...address, postcode: '97205', region: 'OR', country: 'US', phone: '1' }
  const saved = await ada.visitor.send(await ada.visitor.get(`${place}/account/addresses/new`), /addresses\/new/, typed)
  assert.match(saved.text, /zqkept~~&quot;/)
  const details = await guest.get(`${place}/checkout?step=address`)
  const review = await guest.send(details, `${place}/checkout/details`, { email: `zq'x@example.com`, ...typed })
  assert.match(review.text, /zqkept~~&quot;/)
  isHarmless(review.text, 'review')
  await guest.send(review, `${place}/checkout/place`)
  const sessionRef = new URL(guest.leftFor ?? '').pathname.split('/')[2] ?? ''
  await app.shop.sandbox.bank.pay(sessionRef, 'success')
  const token = /\/orders\/([\w-]{44})"/.exec((await guest.get(`${place}/checkout`)).text)?.[1] ?? ''
  await guest.get(`${place}/checkout/return?order=${token}`)
  for (const page of ['', '/receipt'])
    assert.match((await guest.get(`${place}/orders/${token}${page}`)).text, /zqkept~~&quot;/)
  for (const visitor of [guest, ada.visitor]) await readAll(ground, visitor, { token })
  for (const locale of ['en', 'de']) isHarmless((await guest.get(`/de/${locale}/orders/${token}`)).text, locale)

  // Mails, and the page that lists them.
  const order = await app.shop.db.row<{ id: string }>(sql`select id from orders order by created_at desc limit 1`)
  await sendOrderMail(app.shop, { kind: 'placed', orderId: order?.id ?? '' })
  const form = await guest.get(`${place}/withdrawal`)
  const declared = {
    name: hostile('name'),
    number: hostile('number'),
    email: 'gwen@example.com',
    articles: hostile('articles'),
  }
  const confirm = await guest.send(form, `${place}/withdrawal`, declared)
  isHarmless(confirm.text, 'withdrawal')
  await guest.send(confirm, `${place}/withdrawal`, { confirmed: 'yes' })
  const withdrawal = await app.shop.db.row<{ id: string }>(sql`select id from withdrawal`)
  await sendWithdrawalMails(app.shop, { withdrawalId: withdrawal?.id ?? '' })
  const mails = await app.shop.db.rows<{ id: number; subject: string; html: string }>(
    sql`select id, subject, html from mailbox`,
  )
  assert.equal(mails.length, 3)
  assert.ok(mails.some(({ html }) => html.includes('zqarticles~~&quot;')))
  for (const { id, subject } of mails) {
    // The shop's own copy may: it goes to nobody else.
    assert.doesNotMatch(subject, subject.startsWith('Widerruf') ? /[\r\n]/ : /[\r\n]|zq/)
    isHarmless((await guest.get(`/mailbox/${id}`)).text, `mail ${id}`)
  }
  isHarmless((await guest.get('/mailbox')).text, 'mailbox')
})

test('what stands in an address comes back as text', async (t) => {
  const ground = await openGround(t)
  const names = [
    'q',
    'next',
    'done',
    'after',
    'token',
    'order',
    'color',
    'sort',
    'price',
    'min',
    'removed',
    'left',
    'back',
    'step',
  ]
  for (const visitor of [ground.guest, ground.ada.visitor, ground.app.visitor()])
    for (const [name, route] of routes)
      if (route.method === 'GET') {
        const query = new URLSearchParams(names.map((key) => [key, hostile(key)])).toString()
        const answer = await visitor.get(`${pathOf(ground, name)}?${query}`)
        assert.ok(answer.status < 500, `${name}: ${answer.status}`)
        isHarmless(answer.text, name)
        const inPath = pathOf(ground, name, { slug: 's', topic: 's', token: 's', number: 's', id: 's', variantId: 's' })
        isHarmless(
          (await visitor.get(inPath.replace(/\/s(?=\/|$)/, `/${encodeURIComponent(hostile('path'))}`))).text,
          name,
        )
      }
  const search = await ground.guest.get(`/us/en/search?q=${encodeURIComponent(hostile('q'))}`)
  assert.match(search.text, /value="zqq~~&quot;&#39;&#96;onx=1/)
  isHarmless((await ground.guest.get(`/us/en/${encodeURIComponent(hostile('lost'))}`)).text, 'lost')
})

test('no page tells the shopper of a form in the words of another language or of a programme', async (t) => {
  const ground = await openGround(t)
  for (const done of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
    for (const name of ['signIn', 'security', 'addresses', 'profile', 'order', 'withdrawal'] as StorefrontRoute[]) {
      const { text, status } = await ground.ada.visitor.get(
        `${pathOf(ground, name)}?done=${done}&back=${done}&account=${done}`,
      )
      assert.equal(status, 200)
      assert.doesNotMatch(text, /undefined|\[object|function|native code|NaN/, `${name} ${done}`)
    }
})
