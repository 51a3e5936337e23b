import {
  maxAddresses,
  readAddress,
  readAddresses,
  removeAddress,
  saveAddress,
} from '../../domain/customers/address-book.ts'
import { type AddressProblem, checkAddress } from '../../domain/shipping/address-rules.ts'
import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { checkField, errorSummary, hidden } from '../../ui/field.ts'
import { icon } from '../../ui/icon.ts'
import { notice } from '../../ui/notice.ts'
import { addressBlock, addressErrors, addressFields, countryOf } from '../address/address-form.ts'
import { drawing } from '../drawing.ts'
import { redirect } from '../respond.ts'
import { lostPage } from '../states.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { accountForm, accountPage } from './account-frame.ts'
import { formProblem } from './account-words.ts'
import { signedIn } from './signed-in.ts'

export const addressesPage: PageHandler = async (visit) => {
  const { say, place, shop } = visit
  const { personId } = await signedIn(visit)
  const addresses = await readAddresses(shop, personId)
  const done = visit.url.searchParams.get('done')
  const doneWords =
    done === 'saved'
      ? say({ en: 'The address is saved.', de: 'Die Adresse ist gespeichert.' })
      : done === 'removed'
        ? say({ en: 'The address is removed.', de: 'Die Adresse ist entfernt.' })
        : null
  const add = html`<p><a class="button${addresses.length > 0 && ' quiet'}" href="${href(place, 'newAddress')}">${icon('plus')}${say(
    {
      en: 'Add an address',
      de: 'Adresse hinzufügen',
    },
  )}</a></p>`
  return accountPage(visit, {
    title: say({ en: 'Addresses', de: 'Adressen' }),
    room: 'addresses',
    body:
      addresses.length === 0
        ? html`${doneWords && notice('good', doneWords)}<div class="empty">${drawing('parcel')}<p>${say({
            en: 'No address yet. Keep one here, and the next order is quicker.',
            de: 'Noch keine Adresse. Wenn Sie hier eine hinterlegen, geht die nächste Bestellung schneller.',
          })}</p>${add}</div>`
        : html`${doneWords && notice('good', doneWords)}<ul class="tiles">${addresses.map(
            (address) =>
              html`<li class="panel line">${address.preferred && html`<p class="good-word">${say({ en: 'Preferred', de: 'Bevorzugt' })}</p>`}${addressBlock(
                visit,
                address,
              )}<div class="form-end"><a class="link" href="${href(place, 'editAddress', { id: address.id })}">${say({
                en: 'Change',
                de: 'Ändern',
              })}<span class="unseen">: ${address.line1}</span></a><form method="post" action="${href(
                place,
                'removeAddress',
                {
                  id: address.id,
                },
              )}">${hidden('token', visit.formToken())}<button class="link">${say({ en: 'Remove', de: 'Entfernen' })}<span class="unseen">: ${address.line1}</span></button></form></div></li>`,
          )}</ul>${addresses.length < maxAddresses && add}`,
  })
}

export const newAddressPage: PageHandler = async (visit) => {
  const { firstName, lastName } = await signedIn(visit)
  return showForm(visit, { values: { firstName, lastName }, problems: [] })
}

export const editAddressPage: PageHandler = async (visit) => {
  const { personId } = await signedIn(visit)
  const address = await readAddress(visit.shop, personId, visit.params.id ?? '')
  if (!address) return lostPage(visit, visit.shop)
  const { id, preferred, ...values } = address
  return showForm(visit, { id, values: { ...values, preferred: preferred ? 'yes' : '' }, problems: [] })
}

export const addAddress: PageHandler = (visit) => save(visit, undefined)

export const changeAddress: PageHandler = (visit) => save(visit, visit.params.id)

async function save(visit: Visit, id: string | undefined): Promise<Response> {
  const { personId } = await signedIn(visit)
  const form = await visit.form()
  const checked = checkAddress(countryOf(visit, form.country), form)
  if (!checked.ok) return showForm(visit, { id, values: form, problems: checked.problems }, 422)
  const saved = await saveAddress(visit.shop, personId, {
    id,
    fields: checked.address,
    preferred: form.preferred === 'yes',
  })
  if (saved.ok) return redirect(href(visit.place, 'addresses', {}, { done: 'saved' }))
  if (saved.problem === 'not-found') return lostPage(visit, visit.shop)
  const tooMany = visit.say({
    en: `An address book holds ${maxAddresses} addresses. Remove one first.`,
    de: `Ein Adressbuch fasst ${maxAddresses} Adressen. Entfernen Sie zuerst eine.`,
  })
  return showForm(visit, { id, values: form, problems: [], tooMany }, 422)
}

export const removeAddressHandler: PageHandler = async (visit) => {
  const { personId } = await signedIn(visit)
  await visit.form()
  const removed = await removeAddress(visit.shop, personId, visit.params.id ?? '')
  return removed.ok ? redirect(href(visit.place, 'addresses', {}, { done: 'removed' })) : lostPage(visit, visit.shop)
}

function showForm(
  visit: Visit,
  shown: { id?: string; values: Record<string, string>; problems: readonly AddressProblem[]; tooMany?: string },
  status = 200,
): Promise<Response> {
  const { say, place } = visit
  const { id, values, problems, tooMany } = shown
  const country = countryOf(visit, values.country)
  const action = id === undefined ? href(place, 'addAddress') : href(place, 'changeAddress', { id })
  return accountPage(
    visit,
    {
      title:
        id === undefined
          ? say({ en: 'New address', de: 'Neue Adresse' })
          : say({ en: 'Change the address', de: 'Adresse ändern' }),
      room: 'addresses',
      body: accountForm(
        visit,
        action,
        html`${tooMany && notice('bad', tooMany)}${errorSummary(say(formProblem), addressErrors(visit, { country, problems }))}<div class="fields">${addressFields(
          visit,
          { country, values, problems },
        )}</div>${checkField({
          name: 'preferred',
          label: say({ en: 'Use this address first', de: 'Diese Adresse zuerst verwenden' }),
          checked: values.preferred === 'yes',
        })}<div class="form-end"><button class="button">${say({ en: 'Save', de: 'Speichern' })}</button><a class="link" href="${href(
          place,
          'addresses',
        )}">${say({ en: 'Cancel', de: 'Abbrechen' })}</a></div>`,
      ),
    },
    status,
  )
}
