import type { Page } from 'playwright-core'
import { requiredTopics } from '../../src/domain/settings/shop-texts.ts'

/** The demo catalogue's names for one thing of each kind, per language. */
const slugs = {
  en: { mug: 'monday-mug', soldOut: 'supper-bell', reduced: 'monsoon-shower-head', perUnit: 'pearl-bubble-bath' },
  de: { mug: 'becher-montag', soldOut: 'tischglocke', reduced: 'duschkopf-monsun', perUnit: 'schaumbad-perle' },
}
const lists = { en: { kitchen: 'kitchen', found: 'mug' }, de: { kitchen: 'kueche', found: 'becher' } }

export const cards = {
  pays: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  confirm: '4000 0027 6000 3184',
}

export type Tour = {
  page: Page
  origin: string
  place: '/us/en' | '/de/de' | '/de/en'
  /** Raises what the mug costs, as if it had been done while it lay in the cart. */
  raisePrice: () => Promise<void>
  /** The page stands in the state of this name now. */
  look: (name: string) => Promise<void>
}

export const localeOf = (place: string) => (place.endsWith('/de') ? 'de' : 'en')

/** Presses the button of the form that leads to `action` and waits for the page that comes. */
export async function send(page: Page, action: string, button = 'button:not(.link)'): Promise<void> {
  await page.click(`form[action$="${action}"] ${button}`)
  await page.waitForLoadState('load')
}

export async function addMug({ page, origin, place }: Pick<Tour, 'page' | 'origin' | 'place'>): Promise<void> {
  await page.goto(`${origin}${place}/p/${slugs[localeOf(place)].mug}`)
  await page.click('[data-buy]')
  await page.waitForSelector('dialog.drawer[open] .lines')
}

export const addressOf = (place: string): Record<string, string> =>
  place === '/us/en'
    ? { firstName: 'Ada', lastName: 'Miller', line1: '1 Main Street', city: 'Portland', postcode: '97205' }
    : { firstName: 'Erika', lastName: 'Muster', line1: 'Am Kai 1', city: 'Hamburg', postcode: '20457' }

export async function fillAddress(page: Page, place: string, prefix = 'f-'): Promise<void> {
  for (const [name, value] of Object.entries(addressOf(place))) await page.fill(`#${prefix}${name}`, value)
  if (place === '/us/en') await page.selectOption(`#${prefix}region`, 'OR')
}

export async function pay(page: Page, number: string): Promise<void> {
  await page.fill('#card', number)
  await page.fill('#expiry', '12 / 34')
  await page.fill('#cvc', '123')
  await page.click('button[type="submit"]')
}

/** The link of the newest mail to an address whose path holds `part`; waits until it is there. */
export async function linkFromMail(page: Page, origin: string, recipient: string, part: string): Promise<string> {
  const deadline = Date.now() + 20_000
  for (;;) {
    await page.goto(`${origin}/mailbox`)
    const mails = await page
      .locator('tr', { hasText: recipient })
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    for (const mail of mails) {
      await page.goto(`${origin}${mail}?text`)
      const text = (await page.textContent('body')) ?? ''
      const link = [...text.matchAll(/http:\S+/g)].map(([found]) => found).find((found) => found.includes(part))
      if (link) return link
    }
    if (Date.now() > deadline) throw new Error(`No mail to ${recipient} with a link to ${part} came.`)
    await page.waitForTimeout(200)
  }
}

/** Everything that a visitor looks at before buying. */
export async function shelfTour({ page, origin, place, look }: Tour): Promise<void> {
  const go = (path: string) => page.goto(`${origin}${place}${path}`)
  const slug = slugs[localeOf(place)]
  const list = lists[localeOf(place)]
  await go('')
  await look('home')
  await page.focus('#q')
  await page.keyboard.type(list.found, { delay: 20 })
  await page.waitForSelector('#suggestions [role="option"]')
  await page.keyboard.press('ArrowDown')
  await look('suggestions')
  await page.keyboard.press('Escape')
  await page.click('[popovertarget="menu"] >> visible=true')
  await page.waitForSelector('#menu:popover-open')
  await look('menu')
  await page.keyboard.press('Escape')
  await page.evaluate(() => document.querySelector<HTMLElement>('#places')?.showPopover())
  await look('places')
  await go(`/c/${list.kitchen}`)
  await look('category')
  if (await page.isVisible('.filter-button')) {
    await page.click('.filter-button')
    await look('filter-sheet')
  }
  await go(`/c/${list.kitchen}?color=cherry&color=ink&price=10-200`)
  await look('filtered')
  await go(`/c/${list.kitchen}?color=cherry&price=1-2`)
  await look('filtered-empty')
  await go('/new')
  await look('new')
  await go('/sale')
  await look('sale')
  const collection = await page
    .goto(`${origin}${place}`)
    .then(() => page.getAttribute('a[href*="/collections/"]', 'href'))
  await page.goto(`${origin}${collection}`)
  await look('collection')
  await go(`/search?q=${list.found}`)
  await look('search')
  await go('/search?q=qqzzxxyy')
  await look('search-empty')
  await go(`/p/${slug.mug}`)
  await look('product')
  await page.click('[data-zoom]')
  await page.waitForSelector('dialog.zoom[open]')
  await look('zoom')
  await page.keyboard.press('Escape')
  await go(`/p/${slug.soldOut}`)
  await look('product-sold-out')
  await go(`/p/${slug.reduced}`)
  await look('product-reduced')
  await go(`/p/${slug.perUnit}`)
  await look('product-per-unit')
  for (const topic of requiredTopics) {
    await go(`/info/${topic}`)
    await look(`info-${topic}`)
  }
  await go('/nothing-here')
  await look('lost')
  await page.goto(`${origin}/nothing`)
  await look('lost-outside')
}

/** Cart, checkout, payment page, order and what comes after it. */
export async function tillTour(tour: Tour): Promise<void> {
  const { page, origin, place, look } = tour
  const go = (path: string) => page.goto(`${origin}${place}${path}`)
  await go('/cart')
  await look('cart-empty')
  await go('/checkout')
  await look('checkout-empty')
  await go('')
  await page.click('[data-cart]')
  await page.waitForSelector('dialog.drawer[open]')
  await look('drawer-empty')
  await addMug(tour)
  await look('drawer')
  await go('/cart')
  await look('cart')
  await page.click('details.code summary')
  await page.fill('#f-code', 'NOSUCH')
  await send(page, '/cart/code')
  await look('cart-code-wrong')
  await page.fill('#f-code', 'welcome10')
  await send(page, '/cart/code')
  await look('cart-code')
  await tour.raisePrice()
  await go('/cart')
  await look('cart-changed')
  await page.click('form[action*="/cart/lines/"] > button.link:not(.unless-script)')
  await page.waitForURL(/removed=/)
  await look('cart-removed')
  await page.click('.notice form button')
  await page.waitForURL(/\/cart$/)
  await go('/checkout')
  await look('checkout-address')
  await page.fill('#f-email', 'ada@')
  await page.uncheck('#f-billingSame')
  await look('checkout-address-billing')
  await send(page, '/checkout/details')
  await look('checkout-address-wrong')
  await page.fill('#f-email', 'ada@example.com')
  await fillAddress(page, place)
  await page.check('#f-billingSame')
  await send(page, '/checkout/details')
  await look('checkout-delivery')
  await send(page, '/checkout/delivery')
  await look('checkout-pay')
  await send(page, '/checkout/place')
  await look('payment')
  await page.click('button[type="submit"]')
  await look('payment-wrong')
  await pay(page, cards.declined)
  await look('payment-declined')
  await pay(page, cards.confirm)
  await page.waitForSelector('form[action$="/confirm"]')
  await look('payment-confirm')
  await page.goto(`${origin}${place}/checkout`)
  const token = /\/orders\/([\w-]{44})/.exec(await page.content())?.[1]
  await look('checkout-open-payment')
  await go(`/checkout/return?order=${token}&unpaid=yes`)
  await look('checkout-unpaid')
  await go(`/orders/${token}`)
  await look('order-unpaid')
  await send(page, '/pay')
  await page.click('button[value="no"]')
  await look('payment-not-confirmed')
  await pay(page, cards.pays)
  await page.waitForURL(new RegExp(`/orders/${token}`))
  await look('order')
  await page.fill('#f-password', 'short')
  await send(page, '/account')
  await look('order-account-wrong')
  await go(`/orders/${token}/receipt`)
  await look('receipt')
  await go('/order-lookup')
  await look('lookup')
  await page.fill('#f-number', 'T4K7-9QWX-MC')
  await page.fill('#f-email', 'ada@example.com')
  await send(page, '/order-lookup')
  await look('lookup-unknown')
  await go(`/withdrawal?order=${token}`)
  await look('withdrawal')
  await page.fill('#f-name', 'Erika Muster')
  await page.fill('#f-email', 'wrong')
  await send(page, '/withdrawal')
  await look('withdrawal-wrong')
  await page.fill('#f-email', 'ada@example.com')
  await send(page, '/withdrawal')
  await look('withdrawal-confirm')
  await send(page, '/withdrawal')
  await look('withdrawal-done')
  await go(`/orders/${token}`)
  await page.click('details.confirm summary')
  await look('order-cancel')
  await send(page, '/cancel')
  await look('order-cancelled')
}

const password = 'fair winds and following seas'

/** Signing up, the account's rooms, and the ways out of it. */
export async function accountTour(tour: Tour): Promise<void> {
  const { page, origin, place, look } = tour
  const go = (path: string) => page.goto(`${origin}${place}${path}`)
  const email = `ada-${Date.now().toString(36)}@example.com`
  await go('/account/sign-in')
  await look('sign-in')
  await page.fill('#f-email', email)
  await page.fill('#f-password', 'wrong password')
  await send(page, '/account/sign-in')
  await look('sign-in-wrong')
  await go('/account/register')
  await look('register')
  await page.fill('#f-email', 'ada@')
  await page.fill('#f-password', password)
  await send(page, '/account/register')
  await look('register-wrong')
  await page.fill('#f-firstName', 'Ada')
  await page.fill('#f-lastName', 'Miller')
  await page.fill('#f-email', email)
  await page.fill('#f-password', password)
  await send(page, '/account/register')
  await look('register-sent')
  await page.goto(await linkFromMail(page, origin, email, '/account/verify'))
  await look('verify')
  await page.fill('#f-password', 'something else')
  await send(page, '/account/verify')
  await look('verify-wrong')
  await page.fill('#f-password', password)
  await send(page, '/account/verify')
  await page.waitForURL(/\/account$/)
  await look('account')
  await go('/account/verify?token=old')
  await look('link-over')
  await go('/account/orders')
  await look('account-orders-empty')
  await go('/account/addresses')
  await look('addresses-empty')
  await go('/account/addresses/new')
  await look('address-new')
  await send(page, '/account/addresses/new')
  await look('address-wrong')
  await fillAddress(page, place)
  await send(page, '/account/addresses/new')
  await page.waitForURL(/\/account\/addresses\?/)
  await look('addresses')
  await page.click('.tiles a.link')
  await page.waitForURL(/\/account\/addresses\/[\w-]+$/)
  await look('address-edit')
  await go('/account/profile')
  await look('profile')
  await send(page, '/account/profile')
  await look('profile-saved')
  await go('/account/security')
  await look('security')
  await page.fill('#f-email', 'new@example.com')
  await page.fill('#f-emailPassword', 'wrong')
  await send(page, '/account/email')
  await look('security-wrong')
  await go('/account/email/confirm?token=old')
  await look('email-confirm')
  await go('/account/close')
  await look('close')
  await addMug(tour)
  await go('/checkout')
  await look('checkout-signed-in')
  // What is known from the account or an order before is not asked again.
  for (const step of ['/checkout/details', '/checkout/delivery'])
    if ((await page.locator(`form[action$="${step}"]`).count()) > 0) await send(page, step)
  await send(page, '/checkout/place')
  await pay(page, cards.pays)
  await page.waitForURL(/\/orders\//)
  await look('order-signed-in')
  await go('/account')
  await look('account-with-order')
  await go('/account/orders')
  await look('account-orders')
  await page.click('main a[href*="/account/orders/"]')
  await page.waitForURL(/\/account\/orders\/./)
  await look('account-order')
  await page.goto(`${origin}/mailbox`)
  await look('mailbox')
  const mail = await page.getAttribute('a[href^="/mailbox/"]', 'href')
  await page.goto(`${origin}${mail}`)
  await look('mail')
  await go('/account')
  await send(page, '/account/sign-out', 'button')
  await go('/account/forgot')
  await look('forgot')
  await page.fill('#f-email', email)
  await send(page, '/account/forgot')
  await look('forgot-sent')
  await page.goto(await linkFromMail(page, origin, email, '/account/reset'))
  await look('reset')
  await page.fill('#f-password', 'short')
  await send(page, '/account/reset')
  await look('reset-wrong')
  await page.fill('#f-password', `${password} and more`)
  await send(page, '/account/reset')
  await look('sign-in-after-reset')
}
