import { type Html, html, raw } from '../src/kit/html.ts'
import { digitsOf, isCardNumber, testCards } from './cards.ts'
import type { PageNotice, Session } from './objects.ts'

export type Locale = 'en' | 'de'
type Words = Record<Locale, string>

/** The card form as it was typed. It lives as long as one request and is written nowhere. */
export type CardForm = { email: string; card: string; expiry: string; cvc: string }
export type CardProblem = { field: 'card' | 'expiry' | 'cvc'; words: Words }

export const localeOf = (session: Pick<Session, 'locale'>): Locale => (session.locale?.startsWith('de') ? 'de' : 'en')

export function checkCard(form: CardForm, now: Date): CardProblem[] {
  const problems: CardProblem[] = []
  if (!isCardNumber(digitsOf(form.card)))
    problems.push({
      field: 'card',
      words: { en: 'The card number is not complete.', de: 'Die Kartennummer ist nicht vollständig.' },
    })
  const [, month = '', year = ''] = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(form.expiry) ?? []
  const ends = new Date(Date.UTC((Number(year) % 100) + 2000, Number(month), 1))
  if (!(Number(month) >= 1 && Number(month) <= 12) || ends <= now)
    problems.push({
      field: 'expiry',
      words: {
        en: 'Enter a date in the future, such as 12 / 34.',
        de: 'Geben Sie ein Datum in der Zukunft ein, etwa 12 / 34.',
      },
    })
  if (!/^\s*\d{3,4}\s*$/.test(form.cvc))
    problems.push({
      field: 'cvc',
      words: {
        en: 'Enter the three digits on the back of the card.',
        de: 'Geben Sie die drei Ziffern der Kartenrückseite ein.',
      },
    })
  return problems
}

const notices: Record<PageNotice, Words> = {
  declined: {
    en: 'Your card was declined. No money was taken. Try another card.',
    de: 'Ihre Karte wurde abgelehnt. Es wurde nichts abgebucht. Versuchen Sie es mit einer anderen Karte.',
  },
  'authentication-failed': {
    en: 'The payment was not confirmed. No money was taken. Try again or use another card.',
    de: 'Die Zahlung wurde nicht bestätigt. Es wurde nichts abgebucht. Versuchen Sie es noch einmal oder mit einer anderen Karte.',
  },
}

const priceOf = (session: Session): string => {
  const currency = session.currency.toUpperCase()
  const format = new Intl.NumberFormat(localeOf(session) === 'de' ? 'de-DE' : 'en-US', { style: 'currency', currency })
  return format.format(session.amount_total / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

function frame(locale: Locale, title: string, body: Html): string {
  const sandboxWords = { en: 'Sandbox: no real money moves here.', de: 'Sandkasten: Hier fließt kein echtes Geld.' }
  return html`${raw('<!doctype html>')}
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/pay.css">
</head>
<body>
<header class="bar"><p>${sandboxWords[locale]}</p></header>
<main>${body}</main>
</body>
</html>`.text
}

export function paymentPage(
  session: Session,
  given: { description: string; notice: PageNotice | null; problems: CardProblem[]; form: CardForm | null },
): string {
  const locale = localeOf(session)
  const say = (words: Words) => words[locale]
  const { problems, notice, form } = given
  const price = priceOf(session)
  const title = say({ en: `Pay ${price}`, de: `${price} bezahlen` })
  const errorOf = (name: CardProblem['field']) => problems.find((problem) => problem.field === name)
  const input = (name: keyof CardForm, label: Words, value: string, more: Html) => {
    const error = name === 'email' ? undefined : errorOf(name)
    return html`<div class="field">
<label for="${name}">${say(label)}</label>
<input id="${name}" name="${name}" value="${value}" ${more}${error && html` aria-invalid="true" aria-describedby="${name}-error"`}>
${error && html`<p class="error" id="${name}-error">${say(error.words)}</p>`}
</div>`
  }
  const summary =
    problems.length > 0
      ? html`<div class="notice" role="alert" tabindex="-1"><h2>${say({ en: 'Please check your entries', de: 'Bitte prüfen Sie Ihre Angaben' })}</h2>
<ul>${problems.map((problem) => html`<li><a href="#${problem.field}">${say(problem.words)}</a></li>`)}</ul></div>`
      : notice && html`<div class="notice" role="alert"><p>${say(notices[notice])}</p></div>`
  return frame(
    locale,
    problems.length > 0 || notice ? `${say({ en: 'Error', de: 'Fehler' })}: ${title}` : title,
    html`<p class="what">${given.description}</p>
<h1><span class="quiet">${say({ en: 'To pay', de: 'Zu zahlen' })}</span> <span class="price">${price}</span></h1>
${summary}
<form method="post" action="/pay/${session.id}" novalidate>
${input('email', { en: 'E-mail', de: 'E-Mail' }, form?.email ?? session.customer_email ?? '', html`type="email" autocomplete="email"`)}
${input('card', { en: 'Card number', de: 'Kartennummer' }, '', html`inputmode="numeric" autocomplete="cc-number" maxlength="23" placeholder="4242 4242 4242 4242" required`)}
<div class="two">
${input('expiry', { en: 'Valid until (MM / YY)', de: 'Gültig bis (MM / JJ)' }, form?.expiry ?? '', html`inputmode="numeric" autocomplete="cc-exp" maxlength="9" placeholder="12 / 34" required`)}
${input('cvc', { en: 'Security code', de: 'Prüfziffer' }, '', html`inputmode="numeric" autocomplete="cc-csc" maxlength="4" placeholder="123" required`)}
</div>
<button type="submit">${title}</button>
</form>
${session.cancel_url && html`<p><a href="${session.cancel_url}">${say({ en: 'Back to the shop without paying', de: 'Zurück zum Shop, ohne zu bezahlen' })}</a></p>`}
<details>
<summary>${say({ en: 'Test cards', de: 'Testkarten' })}</summary>
<dl>${testCards.map(
      (card) =>
        html`<div><dt><code>${card.number.replace(/(\d{4})(?=\d)/g, '$1 ')}</code></dt><dd>${say(card.words)}</dd></div>`,
    )}</dl>
<p>${say({ en: 'With any date in the future and any three digits.', de: 'Mit beliebigem Datum in der Zukunft und beliebigen drei Ziffern.' })}</p>
</details>`,
  )
}

/** The bank asks whether the shopper wants this payment: the 3-D Secure step. */
export function confirmPage(session: Session): string {
  const locale = localeOf(session)
  const say = (words: Words) => words[locale]
  const title = say({ en: 'Confirm the payment', de: 'Zahlung bestätigen' })
  return frame(
    locale,
    title,
    html`<h1>${title}</h1>
<p>${say({ en: `Your bank wants to know whether you are paying ${priceOf(session)}.`, de: `Ihre Bank möchte wissen, ob Sie ${priceOf(session)} bezahlen.` })}</p>
<form method="post" action="/pay/${session.id}/confirm">
<button type="submit" name="answer" value="yes">${say({ en: 'Yes, I am', de: 'Ja, das bin ich' })}</button>
<button type="submit" name="answer" value="no" class="second">${say({ en: 'No, stop', de: 'Nein, abbrechen' })}</button>
</form>`,
  )
}

export type EndState = 'expired' | 'late' | 'lost'

const ends: Record<EndState, { title: Words; text: Words }> = {
  expired: {
    title: { en: 'This payment page has expired', de: 'Diese Zahlungsseite ist abgelaufen' },
    text: {
      en: 'Nothing was paid here. Go back to the shop to pay with a new page.',
      de: 'Hier wurde nichts bezahlt. Gehen Sie zurück zum Shop, um mit einer neuen Seite zu bezahlen.',
    },
  },
  late: {
    title: { en: 'Your bank has not answered yet', de: 'Ihre Bank hat noch nicht geantwortet' },
    text: {
      en: 'The payment is under way. The shop tells you as soon as it has arrived.',
      de: 'Die Zahlung ist unterwegs. Der Shop meldet sich, sobald sie angekommen ist.',
    },
  },
  lost: {
    title: { en: 'There is no such payment page', de: 'Diese Zahlungsseite gibt es nicht' },
    text: { en: 'Please go back to the shop.', de: 'Bitte gehen Sie zurück zum Shop.' },
  },
}

export function endPage(state: EndState, session: Session | null): string {
  const locale = session ? localeOf(session) : 'en'
  const { title, text } = ends[state]
  const back = state === 'late' ? session?.success_url : session?.cancel_url
  return frame(
    locale,
    title[locale],
    html`<h1>${title[locale]}</h1>
<p>${text[locale]}</p>
${back && html`<p><a href="${back}">${{ en: 'Back to the shop', de: 'Zurück zum Shop' }[locale]}</a></p>`}`,
  )
}

export const frontPage = (): string =>
  frame(
    'en',
    'Sandbox payment provider',
    html`<h1>Sandbox payment provider</h1>
<p>It stands in for Stripe while the shop is being built: the shop talks to it as it would talk to Stripe. Place an order to reach its payment page.</p>
<h2>Test cards</h2>
<dl>${testCards.map(
      (card) =>
        html`<div><dt><code>${card.number.replace(/(\d{4})(?=\d)/g, '$1 ')}</code></dt><dd>${card.words.en}</dd></div>`,
    )}</dl>`,
  )

export const styleSheet = `
:root { color-scheme: light dark; --ground: #f6f5f2; --card: #fff; --ink: #1d2226; --quiet: #565d63; --line: #8b9197; --act: #0d5a4e; --on-act: #fff; --bad: #a3211c; --bad-ground: #fdeceb }
@media (prefers-color-scheme: dark) { :root { --ground: #15181a; --card: #1e2225; --ink: #eceff1; --quiet: #b0b7bd; --line: #7c848b; --act: #7ed6c4; --on-act: #06231e; --bad: #ffb4ab; --bad-ground: #3b1a18 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
.bar { background: #f4c95d; color: #2a2000; text-align: center; font-size: .875rem }
.bar p { margin: 0; padding: .5rem 1rem }
main { max-width: 27rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem }
@media (min-width: 40rem) { main { margin-top: 2.5rem; padding: 2rem; background: var(--card); border-radius: 1rem } }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 1.5rem }
h2 { font-size: 1.0625rem; margin: 0 0 .5rem }
.what { margin: 0 0 .25rem; color: var(--quiet) }
.quiet { display: block; font-size: 1rem; font-weight: 400; color: var(--quiet) }
.price { font-size: 2.25rem; font-variant-numeric: tabular-nums }
.field { margin-bottom: 1rem }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: end }
label { display: block; font-weight: 600; margin-bottom: .25rem }
input { width: 100%; min-height: 3rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
input[aria-invalid] { border-color: var(--bad); border-width: 2px }
.error { color: var(--bad); margin: .25rem 0 0 }
button { width: 100%; min-height: 3.25rem; margin-top: .5rem; font: inherit; font-weight: 600; color: var(--on-act); background: var(--act); border: 2px solid var(--act); border-radius: .5rem; cursor: pointer }
button.second { color: var(--act); background: transparent }
a { color: var(--act) }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
.notice { border-inline-start: 4px solid var(--bad); background: var(--bad-ground); padding: .75rem 1rem; margin-bottom: 1.25rem; border-radius: .25rem }
.notice p, .notice ul { margin: 0 }
.notice a { color: var(--bad) }
details { margin-top: 1.5rem; border-top: 1px solid var(--line); padding-top: 1rem }
summary { cursor: pointer; min-height: 1.5rem }
dl { margin: .75rem 0 }
dl div { margin-bottom: .5rem }
dd { margin: 0; color: var(--quiet) }
code { font-size: 1rem; font-variant-numeric: tabular-nums }
`
