import { readOrder } from '../../domain/orders/read-orders.ts'
import { declareWithdrawal, withdrawalForm as form } from '../../domain/withdrawals/declare-withdrawal.ts'
import { readReceivedAt } from '../../domain/withdrawals/read-withdrawal.ts'
import type { Html } from '../../kit/html.ts'
import { newToken } from '../../kit/ids.ts'
import { href } from '../../routes.ts'
import type { FieldError } from '../../ui/field.ts'
import { emailProblem } from '../account/account-words.ts'
import { shopPage } from '../frame.ts'
import { redirect } from '../respond.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { type WithdrawalFields, withdrawalConfirm, withdrawalDone, withdrawalForm } from './withdrawal-view.ts'

export const withdrawalPage: PageHandler = async (visit) => {
  const { shop, url } = visit
  const receivedAt = await readReceivedAt(shop, url.searchParams.get('done') ?? '')
  if (receivedAt) return show(visit, withdrawalDone(visit, receivedAt))
  return show(visit, withdrawalForm(visit, await known(visit), []))
}

/** Who comes from the page of an order, or is signed in, need not type what we know. */
async function known(visit: Visit): Promise<Partial<WithdrawalFields>> {
  const token = visit.url.searchParams.get('order')
  const order = token ? await readOrder(visit.shop, token) : null
  if (order) {
    const { firstName, lastName } = order.billing ?? { firstName: '', lastName: '' }
    return { name: `${firstName} ${lastName}`.trim(), number: order.number, email: order.email ?? '' }
  }
  const person = await visit.personIfKnown()
  return person ? { name: `${person.firstName} ${person.lastName}`.trim(), email: person.email } : {}
}

const keyShape = /^[\w-]{43}$/

export const declareWithdrawalHandler: PageHandler = async (visit) => {
  const { name = '', number = '', email = '', articles = '', confirmed, key = '' } = await visit.form()
  const values = { name, number, email, articles }
  const checked = form.safeParse(values)
  if (!checked.success) {
    const wrong = new Set(checked.error.issues.map((issue) => issue.path[0]))
    return show(visit, withdrawalForm(visit, values, errorsOf(visit, wrong)), 422)
  }
  if (confirmed === 'no') return show(visit, withdrawalForm(visit, values, []))
  if (confirmed !== 'yes' || !keyShape.test(key))
    return show(visit, withdrawalConfirm(visit, values, newToken(visit.shop.random)))
  await declareWithdrawal(visit.shop, visit.place, { ...checked.data, idempotencyKey: key })
  return redirect(href(visit.place, 'withdrawal', {}, { done: key }))
}

function errorsOf({ say }: Visit, wrong: ReadonlySet<PropertyKey | undefined>): FieldError[] {
  const words = {
    name: say({ en: 'Enter your name.', de: 'Geben Sie Ihren Namen ein.' }),
    number: say({
      en: 'Enter the order number, or what tells us which order you mean.',
      de: 'Geben Sie die Bestellnummer ein oder was uns sagt, welche Bestellung Sie meinen.',
    }),
    email: say(emailProblem),
    articles: say({
      en: 'Please say it in 1,000 characters or fewer.',
      de: 'Bitte sagen Sie es in höchstens 1.000 Zeichen.',
    }),
  }
  return (Object.keys(words) as (keyof typeof words)[])
    .filter((name) => wrong.has(name))
    .map((name) => ({ name, words: words[name] }))
}

const show = (visit: Visit, body: Html, status = 200): Promise<Response> =>
  shopPage(
    visit,
    {
      title: visit.say({ en: 'Withdraw from a contract', de: 'Vertrag widerrufen' }),
      page: 'withdrawal',
      robots: 'noindex',
      styles: 'till',
      samePage: (there) => href(there, 'withdrawal'),
      body,
    },
    status,
  )
