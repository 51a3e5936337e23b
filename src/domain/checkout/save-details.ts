import { z } from 'zod'
import { newId } from '../../kit/ids.ts'
import type { CartPlace } from '../carts/cart-place.ts'
import type { PostalAddress } from '../customers/address.ts'
import { canonicalEmail } from '../customers/email.ts'
import { type AddressProblem, checkAddress } from '../shipping/address-rules.ts'
import { marketOf, type Shop } from '../shop.ts'
import { writeDetails } from './checkout-table.ts'
import type { Buyer } from './read-checkout.ts'

const typedAddress = z.record(z.string(), z.unknown())

/** As typed: the country's own rules look at the fields. A signed-in shopper's e-mail is the account's. */
export const detailsForm = z.object({
  /** One that is too long is no address. */
  email: z.string().default(''),
  shipping: typedAddress,
  billingIsSame: z.boolean().default(true),
  billing: typedAddress.default({}),
})

export type DetailsSaved =
  /** `methodCode`: the way that was chosen before, if one was. */
  | { ok: true; email: string; shipping: PostalAddress; methodCode: string | null }
  | {
      ok: false
      problem: 'invalid-input'
      email: 'missing' | 'no-email' | null
      shipping: AddressProblem[]
      billing: AddressProblem[]
      /** The market does not deliver to this country. */
      countryNotServed: boolean
    }

type Needs = Pick<Shop, 'db' | 'clock' | 'random' | 'markets' | 'vault'>

/** Keeps e-mail and addresses of the checkout. 1 statement, 2 for who is signed in or changes what was told. */
export async function saveDetails(
  shop: Needs,
  { cartId, place, buyer }: CartPlace & { buyer: Buyer | null },
  input: z.input<typeof detailsForm>,
): Promise<DetailsSaved> {
  const form = detailsForm.parse(input)
  const { countries } = marketOf(shop, place.market)
  const email = buyer?.email ?? form.email.trim().normalize('NFC')
  const emailProblem = email === '' ? 'missing' : canonicalEmail(email) ? null : 'no-email'

  const shipping = checkTyped(form.shipping, countries)
  const billing = form.billingIsSame ? shipping : checkTyped(form.billing, countries)
  if (emailProblem || !shipping.ok || !billing.ok)
    return {
      ok: false,
      problem: 'invalid-input',
      email: emailProblem,
      shipping: shipping.ok ? [] : shipping.problems,
      billing: billing.ok || form.billingIsSame ? [] : billing.problems,
      countryNotServed: (!shipping.ok && shipping.countryNotServed) || (!billing.ok && billing.countryNotServed),
    }

  const now = shop.clock()
  const methodCode = await writeDetails(shop, {
    cartId,
    accountId: buyer?.personId ?? null,
    guestId: newId(shop.random, now),
    email,
    locale: place.locale,
    shippingId: newId(shop.random, now),
    billingId: newId(shop.random, now),
    shipping: shipping.address,
    billing: billing.address,
    now,
  })
  return { ok: true, email, shipping: shipping.address, methodCode }
}

type Checked =
  | { ok: true; address: PostalAddress }
  | { ok: false; problems: AddressProblem[]; countryNotServed: boolean }

function checkTyped(typed: Record<string, unknown>, countries: readonly string[]): Checked {
  const country = countries.find((code) => code === typed.country)
  const checked = checkAddress(country ?? countries[0] ?? '', typed)
  if (!country) return { ok: false, problems: checked.ok ? [] : checked.problems, countryNotServed: true }
  return checked.ok ? checked : { ...checked, countryNotServed: false }
}
